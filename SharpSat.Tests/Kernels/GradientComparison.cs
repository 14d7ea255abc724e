using SharpSat.Core.Tensors.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Kernels;

/// <summary>Runs a computation with the fused kernels and with the plain operations and compares results and gradients.</summary>
internal static class GradientComparison
{
    /// <summary>Requires both ways to agree.</summary>
    /// <param name="inputs">Leaves; those that require gradients are compared by them.</param>
    /// <param name="compute">Chooses its way by <see cref="KernelChoice.Kind"/>.</param>
    /// <param name="tolerance">Of the largest number of each tensor.</param>
    public static void Require(IReadOnlyList<Tensor> inputs, Func<Tensor> compute, double tolerance)
    {
        using var scope = NewDisposeScope();
        var plain = Run(KernelKind.Plain, inputs, compute);
        var fused = Run(KernelKind.Fused, inputs, compute);
        Assert.That(fused, Has.Count.EqualTo(plain.Count));
        for (var i = 0; i < plain.Count; i++)
        {
            var size = plain[i].abs().max().item<float>();
            Assert.That(size, Is.GreaterThan(0), $"tensor {i} of the plain way is zero and shows nothing");
            Assert.That((fused[i] - plain[i]).abs().max().item<float>() / size, Is.LessThan(tolerance), $"tensor {i} (0 is the result, then gradients)");
        }
    }

    private static List<Tensor> Run(KernelKind kind, IReadOnlyList<Tensor> inputs, Func<Tensor> compute)
    {
        var before = KernelChoice.Kind;
        try
        {
            KernelChoice.Kind = kind;
            var y = compute();
            var weights = arange(y.numel(), ScalarType.Float32).remainder(7).sub(2.5).view(y.shape).to(y.dtype);
            (y * weights).sum().backward();
            List<Tensor> seen = [y.detach().to(ScalarType.Float32), .. inputs.Where(t => t.requires_grad).Select(t => t.grad!.to(ScalarType.Float32))];
            foreach (var input in inputs)
            {
                input.grad = null;
            }

            return seen;
        }
        finally
        {
            KernelChoice.Kind = before;
        }
    }
}
