using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Tests.Golden;
using SharpSat.Video.Text;
using TorchSharp;

namespace SharpSat.Tests.Text;

/// <summary>The recorded t5 case and its encoder.</summary>
internal static class GoldenT5
{
    public const string ModelFolder = "t5-v1_1-tiny";

    public static GoldenCase Open() => GoldenCase.Open("sat", "t5");

    public static string Path(GoldenCase golden, string file) => System.IO.Path.Combine(golden.Folder, ModelFolder, file);

    public static T5Encoder Encoder(GoldenCase golden, torch.ScalarType dtype = torch.ScalarType.Float32)
    {
        var encoder = new T5Encoder(T5Config.ReadFrom(Path(golden, "config.json")));
        var sources = Shards(golden);
        encoder.Load(sources, dtype, torch.CPU);
        foreach (var source in sources)
        {
            source.Dispose();
        }

        return encoder;
    }

    public static IReadOnlyList<IWeightSource> Shards(GoldenCase golden)
    {
        var index = JObject.Parse(File.ReadAllText(Path(golden, "model.safetensors.index.json")));
        var files = index["weight_map"]!.Children<JProperty>().Select(entry => (string)entry.Value!).Distinct();
        return [.. files.Select(file => golden.Weights($"{ModelFolder}/{file}"))];
    }

    public static T5TextEncoder TextEncoder(GoldenCase golden, JToken embedder) =>
        new(T5Tokenizer.Load(System.IO.Path.Combine(golden.Folder, (string)embedder["model_dir"]!)), Encoder(golden), (int)embedder["max_length"]!);

    public static IReadOnlyList<string> Texts(JToken input) => [.. input["text"]!.Values<string>()!];
}
