using SharpSat.Core.Context;
using SharpSat.Core.Tensors;
using SharpSat.Core.Tensors.Kernels.Products;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Kernels;

/// <summary>bfloat16 attention in float32, whatever this machine's processor is.</summary>
[NonParallelizable]
public sealed class WideAttentionTests
{
    private bool _wasSlow;

    [SetUp]
    public void ChooseSlow() => (_wasSlow, BrainProcessor.IsSlow) = (BrainProcessor.IsSlow, true);

    [TearDown]
    public void ChooseAsBefore() => BrainProcessor.IsSlow = _wasSlow;

    [TestCase(40)]
    [TestCase(250)]
    public void WideAndPlain_GiveTheSameNumbersAndGradients(int tokens)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = Heads(3, tokens, learns: true);
        Assert.That(WideAttention.Serves(q));
        GradientComparison.Require([q, k, v], () => Attend(q, k, v, AttentionMask.Full), 0.03);
    }

    [Test]
    public void SharedKeys_AreThoseOfAllHeads()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var (q, k, v) = Heads(6, 70, learns: false);
        var (fewer, values) = (k.narrow(1, 0, 2), v.narrow(1, 0, 2));
        var all = Attend(q, fewer.repeat_interleave(3, 1), values.repeat_interleave(3, 1), AttentionMask.Full);
        Assert.That(Attend(q, fewer, values, AttentionMask.Full).eq(all).all().item<bool>());
    }

    [TestCase(false)]
    [TestCase(true)]
    public void WithoutGradients_HeadsGoThroughAFewAtATime(bool causal)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();

        // More numbers than are widened at a time.
        var (q, k, v) = Heads(600, 600, learns: false);
        Assert.That(q.numel(), Is.GreaterThan(1 << 24));
        var y = Attend(q, k, v, causal ? AttentionMask.Causal : AttentionMask.Full);
        var exact = nn.functional.scaled_dot_product_attention(Wide(q), Wide(k), Wide(v), is_casual: causal);
        Assert.That(y.dtype, Is.EqualTo(ScalarType.BFloat16));
        Assert.That((Wide(y) - exact).abs().max().item<float>() / exact.abs().max().item<float>(), Is.LessThan(0.004));
        Assert.That(y.transpose(1, 2).is_contiguous(), "tokens lie one after the other, as the next product needs them");
    }

    [Test]
    public void ResultIsThatOfFloat32_RoundedOnce()
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = Heads(2, 250, learns: true);
        var exact = Attend(Wide(q), Wide(k), Wide(v), AttentionMask.Full).to(ScalarType.BFloat16);
        Assert.That(Attend(q, k, v, AttentionMask.Full).eq(exact).all().item<bool>());
        using var guard = no_grad();
        Assert.That(Attend(q, k, v, AttentionMask.Full).eq(exact).all().item<bool>());
    }

    private static Tensor Wide(Tensor x) => x.to(ScalarType.Float32);

    private static Tensor Attend(Tensor q, Tensor k, Tensor v, AttentionMask mask) =>
        ScaledDotProduct.Attention(new AttentionFnArgs(q, k, v, mask, 0, 0), new ForwardContext());

    private static (Tensor Q, Tensor K, Tensor V) Heads(int heads, int tokens, bool learns)
    {
        using var noise = new NoiseSource(1, "attention");
        return (New(), New(), New());

        // Laid out as the projection gives them: all heads of a token together.
        Tensor New() => noise.Normal([1, tokens, heads, 48], ScalarType.BFloat16, CPU).transpose(1, 2).detach().requires_grad_(learns);
    }
}
