using SharpSat.Core.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace SharpSat.Benchmarks.Ratios;

/// <summary>One AdamW step beside in-place additions that move the same 28 bytes a weight, and beside TorchSharp's.</summary>
internal static class AdamWStep
{
    private const int Elements = 4_000_000;

    /// <summary>Sets the contest up for so many weights, in tensors of 4 million.</summary>
    public static Contest Prepare(int weights)
    {
        var parameters = Enumerable.Range(0, weights / Elements).Select(_ => new Parameter(randn(Elements))).ToList();
        parameters.ForEach(w => w.grad = randn(Elements));
        var ours = new AdamW([new ParameterGroup("all", [.. parameters.Select((w, i) => new NamedParameter($"w{i}", w))], 0.01)]);
        var theirs = optim.AdamW(parameters);

        // An in-place addition of a number reads and writes 8 bytes an element: 3.5 of them are 28.
        var moved = parameters.Select(_ => zeros(Elements * 7L / 2)).ToList();
        return new Contest(
            new Target("adamw", "Float32", $"{weights / 1_000_000}M", 1.2, 1.5),
            () => ours.Step(1e-4),
            () => moved.ForEach(m => m.add_(1)),
            [new Peer("TorchSharp", () => theirs.step(), 0.25)],
            [ours, theirs, .. parameters, .. moved]);
    }
}
