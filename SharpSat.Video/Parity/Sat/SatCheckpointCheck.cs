using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat;

/// <summary>The checkpoint directory beside a case must hold the case's weights (<c>weights.checkpoint</c>).</summary>
internal static class SatCheckpointCheck
{
    public static void Replay(ParityCase parity, ParityRecorder recorder)
    {
        if ((parity.Json["weights"] as JObject)?["checkpoint"] is not JObject checkpoint)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var saved = SatDirectory.Open(parity.PathOf((string)checkpoint["dir"]!)).OpenWeights();
        using var all = parity.Weights((string)checkpoint["equals"]!);
        using var expected = new PrefixedWeights(all, (string?)checkpoint["equals_prefix"] ?? string.Empty, leaveOpen: true);
        var atol = (double?)checkpoint["atol"] ?? 0;
        var wrong = expected.Entries.Keys.Where(name => !saved.Entries.ContainsKey(name) || !IsWithin(expected.Read(name), saved.Read(name), atol)).ToList();
        recorder.Require("checkpoint", wrong.Count == 0, $"{wrong.Count} of {expected.Entries.Count} weights of the checkpoint directory differ, first '{wrong.FirstOrDefault()}'");
    }

    private static bool IsWithin(Tensor expected, Tensor saved, double atol) =>
        expected.shape.SequenceEqual(saved.shape)
        && (expected.numel() == 0 || (expected.to(ScalarType.Float64) - saved.to(ScalarType.Float64)).abs().max().item<double>() <= atol);
}
