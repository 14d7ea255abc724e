using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Layers.Quantization;
using SharpSat.Core.Tensors;
using SharpSat.Mixins.LowRank;
using SharpSat.Tests.Engine;
using SharpSat.Tests.Media;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Layers.Quantization;

public sealed class Int8LinearTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void Open()
    {
        _scope = NewDisposeScope();
        manual_seed(3);
    }

    [TearDown]
    public void Close() => _scope.Dispose();

    [Test]
    public void Weights_AreOffByHalfAStepAtMost_AndRowsOfZerosStayZero()
    {
        using var layer = NewLayer();
        using (no_grad())
        {
            Tensor weight = layer.Weight.Value;
            weight[1].zero_();
            weight[2].mul_(1000);
        }

        var exact = layer.FloatWeight(ScalarType.Float32);
        layer.Quantize();
        Assert.That(layer.Weight.Value.dtype, Is.EqualTo(ScalarType.Int8));
        Assert.That(layer.Weight.Value.requires_grad, Is.False);
        var step = exact.abs().amax([1], keepdim: true) / 127;
        Assert.That((layer.FloatWeight(ScalarType.Float32) - exact).abs().le((step * 0.5001) + 1e-9).all().item<bool>(), Is.True);
        Assert.That(layer.FloatWeight(ScalarType.Float32)[1].count_nonzero().item<long>(), Is.Zero);
    }

    [TestCase(ScalarType.Float32, 1e-6)]
    [TestCase(ScalarType.BFloat16, 0.02)]
    [TestCase(ScalarType.Float16, 0.003)]
    public void Product_IsThatOfTheRoundedWeights(ScalarType dtype, double tolerance)
    {
        using var layer = NewLayer();
        layer.Quantize();
        var x = randn([2, 5, 24]);
        var expected = nn.functional.linear(x, layer.FloatWeight(ScalarType.Float32), layer.Bias!.Value);
        var y = layer.Forward(x.to(dtype));
        Assert.That(y.dtype, Is.EqualTo(dtype));
        Assert.That((y.to(ScalarType.Float32) - expected).abs().max().item<float>(), Is.LessThan(tolerance * expected.abs().max().item<float>()));
    }

    [Test]
    public void Gradient_OfTheInput_IsThatOfTheRoundedWeights()
    {
        using var layer = NewLayer();
        layer.Quantize();
        var x = randn([2, 5, 24]).requires_grad_(true);
        var twin = x.detach().clone().requires_grad_(true);
        layer.Forward(x).square().sum().backward();
        nn.functional.linear(twin, layer.FloatWeight(ScalarType.Float32), layer.Bias!.Value.detach()).square().sum().backward();
        Assert.That(x.grad!.allclose(twin.grad!, 1e-5, 1e-5), Is.True);
    }

    [Test]
    public void Casts_LeaveNumbersAndFactorsAlone()
    {
        using var layer = NewLayer();
        layer.Quantize();
        using var noise = new NoiseSource(1, "unused");
        layer.Materialize(noise, ScalarType.BFloat16, CPU);
        layer.Freeze(frozen: false);
        Assert.That(layer.Weight.Value.dtype, Is.EqualTo(ScalarType.Int8));
        Assert.That(layer.Scale!.Value.dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(layer.Bias!.Value.dtype, Is.EqualTo(ScalarType.BFloat16));
        Assert.That(layer.parameters().Where(p => p.requires_grad).Select(p => p.shape.Length), Is.EqualTo(new[] { 1 }), "the bias alone");
    }

    [Test]
    public void Network_InInt8_IsNearTheFloatOne_AndComesBackFromItsFile()
    {
        using var folder = new TemporaryFolder();
        using var network = NewNetwork();
        var exact = Predict(network);
        var count = QuantizedLinears.Apply(network);
        var rounded = Predict(network);
        Assert.That(count, Is.EqualTo(network.Projections.Count(site => site.Layer is not null)));
        Assert.That((rounded - exact).abs().max().item<float>(), Is.LessThan(0.03 * exact.abs().max().item<float>()).And.GreaterThan(0));

        WeightSaver.Save(network, folder["int8.safetensors"]);
        using var other = new CogVideoXTransformer(network.Config);
        using var file = WeightFiles.Open(folder["int8.safetensors"]);
        var report = WeightLoader.Load(other, file, new WeightLoadOptions { Dtype = ScalarType.Float32 });
        Assert.That(report.Unexpected, Is.Empty);
        Assert.That(QuantizedLinears.Any(other), Is.True);
        Assert.That(Predict(other).equal(rounded).all().item<bool>(), Is.True);
    }

    [Test]
    public void Lora_OnInt8_Trains_AndCannotBeMerged()
    {
        using var network = NewNetwork();
        QuantizedLinears.Apply(network);
        network.Freeze();
        var lora = new LoraMixin(new LoraParams { Rank = 2 }, network);
        network.Add("lora", lora);
        using var noise = new NoiseSource(2, "lora");
        lora.Materialize(noise, ScalarType.Float32, CPU);
        network.train();
        var before = Predict(network);
        for (var i = 0; i < 3; i++)
        {
            using var step = NewDisposeScope();
            Predict(network, withGradients: true).square().mean().backward();
            using var guard = no_grad();
            foreach (var parameter in lora.parameters())
            {
                Assert.That(parameter.grad!.isfinite().all().item<bool>(), Is.True);
                parameter.sub_(parameter.grad * 0.5);
                parameter.grad = null;
            }
        }

        Assert.That(Predict(network).square().mean().item<float>(), Is.LessThan(before.square().mean().item<float>()));
        Assert.That(Assert.Throws<InputException>(() => LoraMerge.Into(lora))!.Message, Does.Contain("is int8"));
    }

    [Test]
    public void BrokenWeights_AreRefusedByName()
    {
        using var network = NewNetwork();
        using (no_grad())
        {
            Tensor weight = network.Transformer.Layers[0].Mlp.Up.Layer.Weight.Value;
            weight[0, 0] = double.NaN;
        }

        Assert.That(Assert.Throws<InputException>(() => QuantizedLinears.Apply(network))!.Message, Does.Contain("transformer.layers.0.mlp.dense_h_to_4h.weight"));
    }

    private static LinearLayer NewLayer()
    {
        var layer = new LinearLayer(24, 10);
        using var noise = new NoiseSource(1, "init");
        layer.Materialize(noise, ScalarType.Float32, CPU);
        return layer;
    }

    private static CogVideoXTransformer NewNetwork()
    {
        var network = new CogVideoXTransformer(TinyEngines.Network);
        using var noise = new NoiseSource(4, "init");
        network.Materialize(noise, ScalarType.Float32, CPU);
        using var guard = no_grad();
        foreach (var (_, weight) in network.NamedWeights().Where(w => w.Name.Contains("adaLN", StringComparison.Ordinal)))
        {
            using var draw = noise.Normal([.. weight.Shape], ScalarType.Float32, CPU);
            Tensor value = weight.Value;
            value.add_(draw, 0.1);
        }

        return network;
    }

    private static Tensor Predict(CogVideoXTransformer network, bool withGradients = false)
    {
        using var guard = withGradients ? enable_grad() : no_grad();
        using var noise = new NoiseSource(9, "input");
        var config = network.Config;
        return network.Predict(
            noise.Normal([1, 2, config.InChannels, 8, 12], ScalarType.Float32, CPU),
            full([1], 500.0f),
            new Conditioning { Text_BSE = noise.Normal([1, config.TextLength, config.TextHiddenSize], ScalarType.Float32, CPU) });
    }
}
