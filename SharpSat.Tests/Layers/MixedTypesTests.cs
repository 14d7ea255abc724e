using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Layers;

/// <summary>Short activations on float32 weights.</summary>
public sealed class MixedTypesTests
{
    private static readonly Dictionary<string, Func<(NetworkModule Layer, Func<Tensor, Tensor> Forward)>> _layers = new()
    {
        ["linear"] = () => Of(new LinearLayer(8, 5), layer => layer.Forward),
        ["layer norm"] = () => Of(new LayerNormLayer(8, 1e-5), layer => layer.Forward),
        ["rms norm"] = () => Of(new RmsNormLayer(8, 1e-6), layer => layer.Forward),
    };

    [Test, Combinatorial]
    public void Layer_AnswersInTheInputsType_AndItsGradientsAreFloat32(
        [Values("linear", "layer norm", "rms norm")] string kind, [Values(ScalarType.BFloat16, ScalarType.Float16)] ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var (layer, forward) = _layers[kind]();
        using var owned = layer;
        using var noise = new NoiseSource(4, "init");
        layer.Materialize(noise, ScalarType.Float32, CPU);
        var x = noise.Normal([3, 8], ScalarType.Float32, CPU);

        var y = forward(x.to(dtype));
        Assert.That(y.dtype, Is.EqualTo(dtype));
        Assert.That((y.to(ScalarType.Float32) - forward(x)).abs().max().item<float>(), Is.LessThan(dtype == ScalarType.BFloat16 ? 0.03f : 0.004f));
        y.to(ScalarType.Float32).square().sum().backward();
        Assert.That(layer.OwnWeights.Select(w => w.Value.grad!.dtype), Is.All.EqualTo(ScalarType.Float32));
        Assert.That(layer.OwnWeights.Select(w => w.Value.grad!.abs().max().item<float>()), Is.All.GreaterThan(0));
    }

    private static (NetworkModule, Func<Tensor, Tensor>) Of<T>(T layer, Func<T, Func<Tensor, Tensor>> forward)
        where T : NetworkModule => (layer, forward(layer));
}
