using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Tensors;
using SharpSat.Core.Transformer;
using SharpSat.Video.Parity;
using static TorchSharp.torch;

namespace SharpSat.Tests.Parity.Sat;

/// <summary>A case folder with a tiny plain backbone, written for one test; what it expects is not recorded but said by the test.</summary>
internal sealed class PlainCase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sharpsat").FullName;
    private readonly string _kind;

    public PlainCase(string kind)
    {
        _kind = kind;
        using var model = new BaseModel(new TransformerConfig { NumLayers = 2, HiddenSize = 8, NumAttentionHeads = 2, VocabSize = 5, MaxSequenceLength = 4 });
        using var noise = new NoiseSource(1, "init");
        model.Materialize(noise, null, CPU);
        WeightSaver.Save(model, Path.Combine(_folder, "weights.safetensors"));
    }

    public ParityReport Replay(string run)
    {
        var inputs = JObject.Parse("""{"input_ids": [[1, 2, 3]], "position_ids": [0, 1, 2], "attention_mask": -1}""");
        var recorded = JObject.Parse(run);
        recorded["name"] = "run";
        recorded["inputs"] ??= inputs;
        var document = new JObject
        {
            ["suite"] = "sat",
            ["kind"] = _kind,
            ["config"] = JObject.Parse("""{"model_args": {"num_layers": 2, "hidden_size": 8, "num_attention_heads": 2, "vocab_size": 5, "max_sequence_length": 4}}"""),
            ["weights"] = JObject.Parse("""{"file": "weights.safetensors", "prefix": ""}"""),
            ["tolerances"] = JArray.Parse("""[{"match": "*", "atol": 0, "rtol": 0}]"""),
            ["runs"] = new JArray(recorded),
        };
        File.WriteAllText(Path.Combine(_folder, "case.json"), document.ToString());
        return ParityRunner.Run(_folder);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
