using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios.Blocks;

/// <summary>A block's forward pass beside its matrix products and one attention call on ready tensors, and beside both peers' orders.</summary>
internal static class BlockForward
{
    // Rows of the products times weights: from here on a round of all takes several seconds.
    private const double Long = 1e11;

    /// <summary>Sets the contest up; all three orders must give the same numbers.</summary>
    public static Contest Prepare(BlockSize size, ScalarType dtype)
    {
        using (var small = new BlockSubject(size with { T = 1, H = 4, W = 4 }, dtype))
        {
            RequireSameNumbers(small);
        }

        var subject = new BlockSubject(size, dtype);
        var (sat, diffusers, ceiling) = (new SatOrder(subject), new DiffusersOrder(subject), new BlockProducts(subject));
        var (goal, least) = dtype == ScalarType.BFloat16 ? (1.10, 1.25) : (1.05, 1.12);
        return new Contest(
            new Target("block-forward", dtype.ToString(), size.ToString(), goal, least),
            () => Once(() => subject.Forward(subject.X_BSE)),
            () => Once(ceiling.Forward),
            [new Peer("SAT's order", () => Once(() => sat.Forward(subject.X_BSE)), 1), new Peer("diffusers' order", () => Once(() => diffusers.Forward(subject.X_BSE)), 1)],
            [diffusers, ceiling, subject]) { IsLong = 12.0 * size.Width * size.Width * size.Tokens > Long };
    }

    // Few tokens do: the orders are the same whatever the number.
    private static void RequireSameNumbers(BlockSubject subject)
    {
        using var guard = no_grad();
        using var diffusers = new DiffusersOrder(subject);
        SameNumbers.Require("SAT's order", subject.X_BSE, subject.Forward, new SatOrder(subject).Forward);
        SameNumbers.Require("diffusers' order", subject.X_BSE, subject.Forward, diffusers.Forward);
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
