using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Core.Tensors.Kernels;
using SharpSat.Core.Tensors.Kernels.Norms;
using SharpSat.Video.Autoencoder;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Kernels;

public sealed class NormKernelTests
{
    [TestCase(ScalarType.Float32, 1e-6)]
    [TestCase(ScalarType.BFloat16, 0.01)]
    public void RmsNorm_FusedAndPlain_GiveTheSameNumbers(ScalarType dtype, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var noise = new NoiseSource(1, "norms");
        using var norm = new RmsNormLayer(64, 1e-6);
        norm.Weight.Assign(noise.Normal([64], dtype, CPU).DetachFromDisposeScope());
        var x = noise.Normal([3, 50, 64], dtype, CPU);
        Assert.That(RmsKernel.Serves(x, norm.Weight.Value));
        RequireSame(() => norm.Forward(x), tolerance);
    }

    [Test]
    public void RmsNorm_ThatTrains_TakesThePlainWay()
    {
        using var scope = NewDisposeScope();
        Assert.That(RmsKernel.Serves(ones(2, 16), ones(16).requires_grad_(true)), Is.False);
    }

    /// <summary>Widths that do and do not divide by a kernel's step, the latent of the same size or smaller in time and space.</summary>
    [Test, Combinatorial]
    public void SpatialNorm_FusedAndPlain_GiveTheSameNumbers(
        [Values(ScalarType.Float32, ScalarType.BFloat16)] ScalarType dtype, [Values(16, 40)] int width, [Values(2, 3, 5)] int latentFrames, [Values] TemporalGrouping grouping)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var noise = new NoiseSource(2, "norms");
        using var norm = new SpatialNorm3D(8, 4, new NormSettings(4, 1e-6));
        norm.Materialize(noise, dtype, CPU);
        var x = noise.Normal([2, 8, 5, 8, width], dtype, CPU) + 2;
        var pass = new FramePass(grouping) { Latent_BCTHW = noise.Normal([2, 4, latentFrames, 4, width / 4], dtype, CPU) };
        IFeatureNorm feature = norm;
        Assert.That(GroupSwish.Serves(x, norm.NamedWeights().First().Weight.Value));
        RequireSame(() => feature.Activated(x, pass), dtype == ScalarType.Float32 ? 3e-6 : 0.03);
    }

    [Test]
    public void GroupNorm_FusedAndPlain_GiveTheSameNumbers_AlsoOfManyPieces()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var noise = new NoiseSource(3, "norms");
        using var norm = new GroupNormLayer(8, new NormSettings(2, 1e-6));
        norm.Materialize(noise, ScalarType.Float32, CPU);
        var x = noise.Normal([1, 8, 3, 72, 80], ScalarType.Float32, CPU) + 3;
        IFeatureNorm feature = norm;
        RequireSame(() => feature.Activated(x, new FramePass(TemporalGrouping.WholeGroups)), 3e-6);
    }

    private static void RequireSame(Func<Tensor> compute, double tolerance)
    {
        var fused = compute().to(ScalarType.Float32);
        Tensor plain;
        KernelChoice.Kind = KernelKind.Plain;
        try
        {
            plain = compute().to(ScalarType.Float32);
        }
        finally
        {
            KernelChoice.Kind = KernelKind.Fused;
        }

        var size = plain.abs().max().item<float>();
        Assert.That(size, Is.GreaterThan(0));
        Assert.That((fused - plain).abs().max().item<float>() / size, Is.LessThan(tolerance));
    }
}
