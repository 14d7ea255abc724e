using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Tests.Golden;
using SharpSat.Video.Parity;
using SharpSat.Video.Text;
using TorchSharp;

namespace SharpSat.Tests.Text;

/// <summary>The recorded t5 case and its encoder.</summary>
internal static class GoldenT5
{
    public const string ModelFolder = "t5-v1_1-tiny";

    public static ParityCase Open() => GoldenCase.Open("sat", "t5");

    public static string Path(ParityCase golden, string file) => System.IO.Path.Combine(golden.Folder, ModelFolder, file);

    public static T5Encoder Encoder(ParityCase golden, torch.ScalarType dtype = torch.ScalarType.Float32)
    {
        var encoder = new T5Encoder(T5Config.ReadFrom(Path(golden, "config.json")));
        using var weights = Weights(golden);
        T5Weights.Load(encoder, weights, dtype);
        return encoder;
    }

    public static IWeightSource Weights(ParityCase golden) => WeightFiles.Open(System.IO.Path.Combine(golden.Folder, ModelFolder));

    public static T5TextEncoder TextEncoder(ParityCase golden, JToken embedder) =>
        T5TextEncoder.Open(System.IO.Path.Combine(golden.Folder, (string)embedder["model_dir"]!), (int)embedder["max_length"]!);

    public static IReadOnlyList<string> Texts(JToken input) => [.. input["text"]!.Values<string>()!];
}
