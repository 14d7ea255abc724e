using SharpSat.Core.Training;
using static TorchSharp.torch;

namespace SharpSat.Core.Distributed;

/// <summary>What the processes make of a step together.</summary>
internal static class StepAgreement
{
    /// <summary>The mean of the processes' figures, and whether any of them is asked to stop: then all stop after the same step.</summary>
    public static (StepOutcome Outcome, bool Stopping) Of(StepOutcome own, bool asked, IProcessGroup group)
    {
        if (group.Size == 1)
        {
            return (own, asked);
        }

        var names = own.Metrics.Keys.Order(StringComparer.Ordinal).ToList();
        using var figures = tensor(names.Select(name => own.Metrics[name]).Prepend(own.Loss).Append(asked ? 1 : 0).ToArray(), ScalarType.Float64);
        group.Sum(figures);
        var sums = figures.data<double>().ToArray();
        var metrics = names.Select((name, i) => KeyValuePair.Create(name, sums[i + 1] / group.Size)).ToDictionary();
        return (own with { Loss = sums[0] / group.Size, Metrics = metrics }, sums[^1] > 0);
    }
}
