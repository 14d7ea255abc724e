using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Engine;
using SharpSat.Video.Interop.Diffusers;
using SharpSat.Video.Interop.Lora;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>Kind <c>convert</c> of the diffusers suite: weights under the other's names, bit for bit.</summary>
internal sealed class DiffusersConvertReplay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["args"], "args", "component");
        var component = (string?)run["args"]?["component"];
        var (from, to) = (string?)run["op"] switch
        {
            "sat_to_diffusers" => ("sat", "diffusers"),
            "diffusers_to_sat" => ("diffusers", "sat"),
            _ => throw ParityOptions.UnknownOp(run),
        };
        ParityOptions.RequireKnown(run["inputs"], "inputs", from);
        ParityOptions.RequireKnown(run["expect"], "expect", to);
        ParityOptions.RequireKnown(run["expect_values"], "expect_values", "tensor_count");
        using var expected = WeightFiles.Open(PathOf(run["expect"]?[to]));
        using var converted = Convert(component, to, run, WeightFiles.Open(PathOf(run["inputs"]?[from])));
        Compare(expected, converted, recorder);
        recorder.Value("tensor_count", run, "tensor_count", converted.Entries.Count);
    }

    public void Dispose()
    {
    }

    private IWeightSource Convert(string? component, string to, JObject run, IWeightSource source) => (component, to) switch
    {
        // Whether patches are a convolution and positions learned is the target's configuration, as for the command.
        ("transformer", "diffusers") => TransformerWeights.ToDiffusers(source, TransformerConfigFile.Read(ConfigOf(PathOf(run["expect"]?[to])))),
        ("transformer", _) => TransformerWeights.ToSat(source, VideoDiffusionEngine.TransformerPrefix),
        ("vae", "diffusers") => AutoencoderWeights.ToDiffusers(source),
        ("vae", _) => AutoencoderWeights.ToNetwork(source),
        ("lora", _) => Lora(source, to == "sat" ? LoraFormat.Sat : LoraFormat.Diffusers),
        _ => throw new ParityUnsupportedException($"the component '{component}'"),
    };

    private static IWeightSource Lora(IWeightSource source, LoraFormat format)
    {
        using (source)
        {
            using var adapter = LoraFiles.Read(source);
            return LoraFiles.Tensors(adapter, format);
        }
    }

    private static void Compare(IWeightSource expected, IWeightSource actual, ParityRecorder recorder)
    {
        var names = expected.Entries.Keys.Order(StringComparer.Ordinal).ToList();
        var missing = names.Except(actual.Entries.Keys, StringComparer.Ordinal).ToList();
        var extra = actual.Entries.Keys.Except(names, StringComparer.Ordinal).ToList();
        recorder.Require("names", missing.Count + extra.Count == 0, $"{missing.Count} missing, first '{missing.FirstOrDefault()}'; {extra.Count} left over, first '{extra.FirstOrDefault()}'");
        foreach (var name in names.Intersect(actual.Entries.Keys, StringComparer.Ordinal))
        {
            using var scope = NewDisposeScope();
            var (a, b) = (actual.Read(name), expected.Read(name));
            recorder.Require("dtypes", a.dtype == b.dtype, $"'{name}' is {a.dtype}, recorded {b.dtype}");
            recorder.Compare("weights", name, b, a);
        }
    }

    private static string ConfigOf(string path) =>
        Path.Combine(Directory.Exists(path) ? path : Path.GetDirectoryName(path)!, DiffusersFolder.ConfigFile);

    private string PathOf(JToken? reference)
    {
        ParityOptions.RequireKnown(reference, "a reference", "file", "folder");
        return parity.PathOf((string?)reference?["file"] ?? (string?)reference?["folder"] ?? throw new ParityUnsupportedException("a reference without file or folder"));
    }
}
