using System.Runtime.InteropServices;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Core.Tensors.Kernels;
using SharpSat.Core.Tensors.Kernels.Modulation;
using SharpSat.Mixins.Modulation;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Kernels;

public sealed class NormModulationTests
{
    [Test, Combinatorial]
    public void FusedAndPlain_GiveTheSameNumbersAndGradients(
        [Values(ScalarType.Float32, ScalarType.BFloat16)] ScalarType dtype, [Values(0, 3, 70)] int text, [Values] bool affine)
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(1, "kernel");
        using var norm = new LayerNormLayer(48, 1e-5, affine);
        norm.Materialize(noise, dtype, CPU);
        Fill(norm, noise);
        var x = noise.Normal([2, 140, 48], dtype, CPU).requires_grad_(true);
        var values = noise.Normal([2, 12 * 48], dtype, CPU).requires_grad_(true);
        var split = new TokenSplit(text, 140 - text);
        Assert.That(NormModulation.Serves(x, values, text));
        GradientComparison.Require(
            [x, values, .. norm.OwnWeights.Select(w => w.Value)], () => split.Modulate(norm, x, values, shift: new(6, 0), scale: new(7, 1)), Tolerance(dtype));
    }

    [Test, Combinatorial]
    public void GatedResidual_FusedAndPlain_GiveTheSameNumbersAndGradients(
        [Values(ScalarType.Float32, ScalarType.BFloat16)] ScalarType dtype, [Values(1, 70)] int text)
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(2, "kernel");
        var x = noise.Normal([2, 140, 32], dtype, CPU).requires_grad_(true);
        var branch = noise.Normal([2, 140, 32], dtype, CPU).requires_grad_(true);
        var values = noise.Normal([2, 4 * 32], dtype, CPU).requires_grad_(true);
        Assert.That(GatedResidual.Serves(x, branch, values, text));
        GradientComparison.Require([x, branch, values], () => new TokenSplit(text, 140 - text).AddGated(x, branch, values, gate: new(3, 1)), Tolerance(dtype));
    }

    [Test]
    public void TokensCutFromALongerSequence_AreReadWhereTheyStand()
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(3, "kernel");
        using var norm = new LayerNormLayer(32, 1e-6);
        norm.Materialize(noise, ScalarType.Float32, CPU);
        var whole = noise.Normal([3, 20, 32], ScalarType.Float32, CPU).requires_grad_(true);
        var values = noise.Normal([3, 64], ScalarType.Float32, CPU).requires_grad_(true);
        GradientComparison.Require(
            [whole, values], () => new TokenSplit(0, 13).Modulate(norm, whole.narrow(1, 7, 13), values, shift: new(0, 0), scale: new(1, 1)), 1e-5);
    }

    [Test]
    public void GradientsOfTheValues_DoNotDependOnTheNumberOfThreads()
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(4, "kernel");
        using var norm = new LayerNormLayer(64, 1e-6);
        norm.Materialize(noise, ScalarType.Float32, CPU);
        var x = noise.Normal([2, 700, 64], ScalarType.Float32, CPU).requires_grad_(true);
        var values = noise.Normal([2, 12 * 64], ScalarType.Float32, CPU).requires_grad_(true);
        var threads = get_num_threads();
        try
        {
            var (one, two) = (Gradient(1), Gradient(2));
            Assert.That(one.Zip(two).All(pair => pair.First.eq(pair.Second).all().item<bool>()));
        }
        finally
        {
            set_num_threads(threads);
        }

        List<Tensor> Gradient(int count)
        {
            set_num_threads(count);
            new TokenSplit(90, 610).Modulate(norm, x, values, shift: new(6, 0), scale: new(7, 1)).square().sum().backward();
            List<Tensor> gradients = [x.grad!.clone(), values.grad!.clone(), .. norm.OwnWeights.Select(w => w.Value.grad!.clone())];
            (x.grad, values.grad) = (null, null);
            norm.OwnWeights.ToList().ForEach(w => w.Value.grad = null);
            return gradients;
        }
    }

    [Test]
    public void OtherWidthsTypesAndNorms_TakeThePlainWay()
    {
        using var scope = NewDisposeScope();
        Assert.That(NormModulation.Serves(ones(1, 4, 24), ones(1, 48), 1), Is.False);
        Assert.That(NormModulation.Serves(ones([1, 4, 32], ScalarType.Float64), ones([1, 64], ScalarType.Float64), 1), Is.False);
        Assert.That(NormModulation.Serves(ones(1, 4, 64).transpose(1, 2), ones(1, 64), 1), Is.False);
        Assert.That(NormModulation.Serves(ones(2, 4, 32), ones(1, 64), 1), Is.False);
    }

    [Test]
    public void MoreTextTokensThanTokens_AreRefused_AndNothingIsWrittenBeyondThem([Values(-1, 5)] int text)
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(1, 4, 32), values = ones(1, 64);
        Assert.That(NormModulation.Serves(x, values, text), Is.False);
        Assert.That(GatedResidual.Serves(x, x, values, text), Is.False);
        Assert.That(() => new TokenSplit(text, 4 - text).AddGated(x, x, values, gate: new(1, 1)), Throws.InstanceOf<ExternalException>());
    }

    private static double Tolerance(ScalarType dtype) => dtype == ScalarType.Float32 ? 5e-6 : 0.05;

    private static void Fill(LayerNormLayer norm, NoiseSource noise)
    {
        using var guard = no_grad();
        foreach (var weight in norm.OwnWeights)
        {
            Tensor value = weight.Value;
            value.add_(noise.Normal([.. weight.Shape], value.dtype, CPU));
        }
    }
}
