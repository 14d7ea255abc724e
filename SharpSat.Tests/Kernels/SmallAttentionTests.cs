using SharpSat.Core.Context;
using SharpSat.Core.Tensors;
using SharpSat.Core.Tensors.Kernels.Attention;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Kernels;

public sealed class SmallAttentionTests
{
    [TestCase(104)]
    [TestCase(16)]
    [TestCase(7)]
    public void FusedAndPlain_GiveTheSameNumbersAndGradients(int tokens)
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(1, "attention");
        var (q, k, v) = (New(), New(), New());
        Assert.That(SmallAttention.Serves(q, k, v));
        GradientComparison.Require(
            [q, k, v], () => ScaledDotProduct.Attention(new AttentionFnArgs(q, k, v, AttentionMask.Full, 0, 0), new ForwardContext()), 1e-5);

        Tensor New() => noise.Normal([2, 3, tokens, 32], ScalarType.Float32, CPU).mul(2).detach().requires_grad_(true);
    }

    [Test]
    public void NotANumber_IsPassedOn()
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(2, "attention");
        var q = noise.Normal([1, 1, 20, 16], ScalarType.Float32, CPU);
        q[0, 0, 3, 5] = float.NaN;
        var y = SmallAttention.Apply(q.requires_grad_(true), ones(1, 1, 20, 16), ones(1, 1, 20, 16));
        Assert.That(y.isnan().any(-1).sum().item<long>(), Is.EqualTo(1));
        Assert.That(y[0, 0, 3].isnan().all().item<bool>());
    }
}
