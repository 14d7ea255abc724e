using Newtonsoft.Json.Linq;
using SharpSat.Core.Training.Schedules;

namespace SharpSat.Video.Interop.Sat;

/// <summary>The reference's learning-rate scheduler, <c>sat.training.learning_rates.AnnealingLR</c>.</summary>
internal static class SatLearningRate
{
    public static AnnealingSchedule Read(JToken? node, SatReading reading)
    {
        if (SatNode.ClassOf(node) != "AnnealingLR")
        {
            throw SatWhole.Unknown(node, "the learning-rate schedule");
        }

        var p = SatParams.Of(node, reading);
        return new AnnealingSchedule(
            p.Double("start_lr"),
            p.Double("warmup_iter"),
            p.Double("num_iters"),
            new AnnealingParams
            {
                Decay = Decay(p.Text("decay_style")),
                DecayRatio = p.OptionalDouble("decay_ratio") ?? 0.5,
                AutoWarmupSteps = p.OptionalInt("auto_warmup_steps") ?? 50,
                AutoWarmupRate = p.OptionalDouble("auto_warmup_rate") ?? 0.05,
                StartStep = p.OptionalInt("last_iter") ?? -1,
            });
    }

    // Anything but the first two is constant in the reference, its "exponential" too.
    private static AnnealingDecay Decay(string? style) => style?.ToUpperInvariant() switch
    {
        "LINEAR" => AnnealingDecay.Linear,
        "COSINE" => AnnealingDecay.Cosine,
        _ => AnnealingDecay.Constant,
    };
}
