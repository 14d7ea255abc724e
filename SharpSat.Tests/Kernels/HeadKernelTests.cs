using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Tensors;
using SharpSat.Core.Tensors.Kernels;
using SharpSat.Core.Tensors.Kernels.Heads;
using SharpSat.Core.Transformer;
using SharpSat.Tests.Engine;
using SharpSat.Video.Networks;
using SharpSat.Video.Parity.Sat.BuiltIn;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Kernels;

public sealed class HeadKernelTests
{
    [Test, Combinatorial]
    public void NormAndRotation_GiveThePlainNumbersAndGradients([Values(ScalarType.Float32, ScalarType.BFloat16)] ScalarType dtype, [Values] bool turns, [Values] bool normed)
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(1, "heads");
        var qkv = noise.Normal([2, 300, 3 * 64], dtype, CPU).requires_grad_(true);
        var weight = noise.Normal([32], dtype, CPU).requires_grad_(true);
        var bias = noise.Normal([32], dtype, CPU).requires_grad_(true);
        var angles = noise.Normal([300, 16], ScalarType.Float32, CPU).repeat_interleave(2, -1);
        var norm = normed ? new HeadNorm(weight, bias, 1e-6f) : null;
        var turn = turns ? new HeadTurn(angles.cos(), angles.sin()) : null;
        Tensor[] inputs = normed ? [qkv, weight, bias] : [qkv];
        GradientComparison.Require(inputs, () => KernelChoice.Kind == KernelKind.Fused ? HeadKernel.Apply(Heads(), norm, turn) : Plain(Heads()), dtype == ScalarType.Float32 ? 3e-6 : 0.02);

        // The middle third, as keys stand in a fused projection.
        Tensor Heads() => qkv.narrow(2, 64, 64).unflatten(2, [2, 32]).transpose(1, 2);

        // In float32: the library's own sums in bfloat16 are less exact than the kernel's.
        Tensor Plain(Tensor heads)
        {
            var (x, wide) = (heads.to(ScalarType.Float32), ScalarType.Float32);
            x = normed ? nn.functional.layer_norm(x, [32], weight.to(wide), bias.to(wide), 1e-6) : x;
            if (!turns)
            {
                return x.to(dtype);
            }

            var pairs = x.unflatten(3, [-1, 2]).unbind(4);
            return ((x * angles.cos()) + (stack([-pairs[1], pairs[0]], 4).flatten(3) * angles.sin())).to(dtype);
        }
    }

    [Test]
    public void RotationForAnotherNumberOfTokens_IsRefused()
    {
        using var scope = NewDisposeScope();
        Assert.That(
            () => HeadKernel.Apply(ones(1, 2, 5, 16), null, new HeadTurn(ones(4, 16), ones(4, 16))),
            Throws.ArgumentException.With.Message.StartsWith("The rotation is for [4, 16] (tokens, head size), not for [5, 16]."));
    }

    [Test]
    public void MixinAroundTheAttention_SeesHeadsAsTheyComeFromTheProjection_AndTheNetworkStaysThePlainOne()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var engine = TinyEngines.Create();
        using var noise = new NoiseSource(2, "heads");
        var spreads = new List<float>();
        engine.Transformer.Add("watch", new LambdaMixin(hooks => hooks.Wrap(TransformerHooks.AttentionFn, (args, context, next) =>
        {
            spreads.Add(args.Query_BNSD.var(-1).mean().item<float>());
            return next(args, context);
        })));
        var x = noise.Normal([1, 2, 4, 8, 12], ScalarType.Float32, CPU);
        var conditioning = new Conditioning { Text_BSE = noise.Normal([1, 3, 6], ScalarType.Float32, CPU) };
        var fused = engine.Transformer.Predict(x, tensor(new[] { 500f }), conditioning);
        KernelChoice.Kind = KernelKind.Plain;
        var plain = engine.Transformer.Predict(x, tensor(new[] { 500f }), conditioning);
        KernelChoice.Kind = KernelKind.Fused;
        Assert.That(spreads, Has.Count.EqualTo(2));
        Assert.That(spreads[0], Is.EqualTo(spreads[1]).Within(0.01).Percent);
        Assert.That(spreads[0], Is.Not.EqualTo(1).Within(0.05), "normalised heads have variance 1");
        Assert.That((fused - plain).abs().max().item<float>() / plain.abs().max().item<float>(), Is.LessThan(1e-5));
    }
}
