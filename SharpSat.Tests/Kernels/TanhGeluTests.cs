using SharpSat.Core.Tensors;
using SharpSat.Core.Tensors.Kernels;
using SharpSat.Core.Tensors.Kernels.Activations;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Kernels;

public sealed class TanhGeluTests
{
    [TestCase(ScalarType.Float32, 5e-6)]
    [TestCase(ScalarType.BFloat16, 0.02)]
    public void FusedAndPlain_GiveTheSameNumbersAndGradients(ScalarType dtype, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(1, "gelu");
        var x = (noise.Normal([3, 1100, 16], ScalarType.Float32, CPU) * 3).to(dtype).detach().requires_grad_(true);
        GradientComparison.Require([x], () => KernelChoice.Kind == KernelKind.Fused ? TanhGelu.Apply(x) : nn.functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh), tolerance);
    }

    [Test]
    public void ExtremeNumbers_GiveWhatTheyShould()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        float[] values = [-1e30f, -100, -12, -0f, 0, 1e-20f, 12, 100, 1e30f, float.PositiveInfinity, float.NaN, 1, 2, 3, 4, 5];
        var y = TanhGelu.Apply(tensor(values)).data<float>().ToArray();
        Assert.That(y[..5], Is.All.EqualTo(0).Within(1e-3));
        Assert.That(y[6..10], Is.EqualTo(values[6..10]));
        Assert.That(y[10], Is.NaN);
    }
}
