using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios.Blocks;

/// <summary>A block's forward pass beside its matrix products and one attention call on ready tensors, and beside both peers' orders.</summary>
internal static class BlockForward
{
    /// <summary>Sets the contest up; all three orders must give the same numbers.</summary>
    public static Contest Prepare(BlockSize size, ScalarType dtype)
    {
        var subject = new BlockSubject(size, dtype);
        var (sat, diffusers, ceiling) = (new SatOrder(subject), new DiffusersOrder(subject), new BlockProducts(subject));
        using (no_grad())
        {
            SameNumbers.Require("SAT's order", subject.X_BSE, subject.Forward, sat.Forward);
            SameNumbers.Require("diffusers' order", subject.X_BSE, subject.Forward, diffusers.Forward);
        }

        var (goal, least) = dtype == ScalarType.BFloat16 ? (1.10, 1.25) : (1.05, 1.12);
        return new Contest(
            new Target("block-forward", dtype.ToString(), size.ToString(), goal, least),
            () => Once(() => subject.Forward(subject.X_BSE)),
            () => Once(ceiling.Forward),
            [new Peer("SAT's order", () => Once(() => sat.Forward(subject.X_BSE))), new Peer("diffusers' order", () => Once(() => diffusers.Forward(subject.X_BSE)))],
            [diffusers, ceiling, subject]);
    }

    private static void Once(Func<Tensor> forward)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        forward();
    }

    private static void Once(Action forward)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        forward();
    }
}
