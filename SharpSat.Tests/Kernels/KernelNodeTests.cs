using System.Runtime.CompilerServices;
using SharpSat.Core.Tensors;
using SharpSat.Core.Tensors.Kernels;
using SharpSat.Core.Tensors.Kernels.Activations;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Kernels;

public sealed class KernelNodeTests
{
    [Test]
    public void ManySteps_LeaveNoTensorsBehind()
    {
        using var noise = new NoiseSource(1, "node");
        using var x = noise.Normal([4, 64], ScalarType.Float32, CPU).requires_grad_(true);
        Step(x);
        var before = Tensor.TotalCount;
        for (var i = 0; i < 20; i++)
        {
            Step(x);
        }

        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(before), "finalizers of other tests may lower it");
    }

    [Test]
    public void GraphThatIsNeverRunBackward_IsFreed()
    {
        using var noise = new NoiseSource(1, "node");
        using var x = noise.Normal([4, 64], ScalarType.Float32, CPU).requires_grad_(true);
        Forward(x);
        var before = Tensor.TotalCount;
        Forward(x);
        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(before), "finalizers of other tests may lower it");
    }

    [Test]
    public void InputThatIsUsedTwice_GetsTheSumOfBothGradients()
    {
        using var scope = NewDisposeScope();
        var x = full(16, 0.5).requires_grad_(true);
        (TanhGelu.Apply(x) + TanhGelu.Apply(x)).sum().backward();
        var twice = x.grad!.clone();
        x.grad = null;
        TanhGelu.Apply(x).sum().backward();
        Assert.That((twice - (x.grad! * 2)).abs().max().item<float>(), Is.LessThan(1e-6));
    }

    [Test]
    public void GraphThatIsKept_GoesBackwardTwice()
    {
        using var scope = NewDisposeScope();
        var x = full(16, 0.5).requires_grad_(true);
        var y = TanhGelu.Apply(x).sum();
        using (KernelChoice.KeepGraphs())
        {
            autograd.backward([y], retain_graph: true);
        }

        var once = x.grad!.clone();
        y.backward();
        Assert.That((x.grad! - (once * 2)).abs().max().item<float>(), Is.LessThan(1e-6));
    }

    [Test]
    public void ResultsOfMiddleSize_TakeTheMemoryOfEarlierOnes()
    {
        using var guard = no_grad();
        using var x = ones(1024, 16);
        nint first;
        using (var y = TanhGelu.Apply(x))
        {
            first = TensorPointer.Of(y);
        }

        using var again = TanhGelu.Apply(x);
        Assert.That(TensorPointer.Of(again), Is.EqualTo(first));
    }

    [Test]
    public void WithoutRecording_NothingDependsOnTheInput()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        Assert.That(TanhGelu.Apply(ones(16).requires_grad_(true)).requires_grad, Is.False);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Step(Tensor x)
    {
        using var scope = NewDisposeScope();
        TanhGelu.Apply(TanhGelu.Apply(x)).sum().backward();
        x.grad = null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        TanhGelu.Apply(TanhGelu.Apply(x)).sum();
    }
}
