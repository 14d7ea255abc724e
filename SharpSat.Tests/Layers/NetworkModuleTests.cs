using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using TorchSharp;

namespace SharpSat.Tests.Layers;

public sealed class NetworkModuleTests
{
    [Test]
    public void Weights_AreOnMetaUntilMaterialized_AndKeepCheckpointNames()
    {
        using var stack = new ModuleSequence<LinearLayer>([(0, new LinearLayer(3, 4)), (2, new LinearLayer(4, 2, bias: false))]);
        Assert.That(stack.NamedWeights().Select(w => w.Name), Is.EqualTo(new[] { "0.weight", "0.bias", "2.weight" }));
        Assert.That(stack[0].Weight.Value.device_type, Is.EqualTo(DeviceType.META));

        using var noise = new NoiseSource(1, "init");
        stack.Materialize(noise, torch.ScalarType.Float32, torch.CPU);

        Assert.That(stack[0].Weight.Value.device_type, Is.EqualTo(DeviceType.CPU));
        Assert.That(stack.named_parameters().Select(p => p.name), Is.EqualTo(new[] { "0.weight", "0.bias", "2.weight" }));
        using var y = stack[1].Forward(stack[0].Forward(torch.ones(5, 3)));
        Assert.That(y.shape, Is.EqualTo(new long[] { 5, 2 }));
        y.sum().backward();
        Assert.That(stack[0].Weight.Value.grad, Is.Not.Null);
    }

    [Test]
    public void Materialize_WithTheSameSeed_GivesTheSameWeights()
    {
        using var a = new LinearLayer(3, 4);
        using var b = new LinearLayer(3, 4);
        using (var noise = new NoiseSource(7, "init"))
        {
            a.Materialize(noise, torch.ScalarType.Float32, torch.CPU);
        }

        using (var noise = new NoiseSource(7, "init"))
        {
            b.Materialize(noise, torch.ScalarType.Float32, torch.CPU);
        }

        Assert.That(a.Weight.Value.equal(b.Weight.Value).all().item<bool>());
    }

    [Test]
    public void Freeze_SurvivesAnAssignment()
    {
        using var layer = new LinearLayer(2, 2).Freeze();
        layer.Weight.Assign(torch.ones(2, 2));
        Assert.That(layer.Weight.Value.requires_grad, Is.False);
    }

    [Test]
    public void NoiseSource_RestoredState_RepeatsTheDraws()
    {
        using var noise = new NoiseSource(3, "noise");
        noise.Normal([4], torch.ScalarType.Float32, torch.CPU).Dispose();
        var saved = noise.SaveState();
        using var first = noise.Normal([4], torch.ScalarType.Float32, torch.CPU);
        noise.RestoreState(saved);
        using var second = noise.Normal([4], torch.ScalarType.Float32, torch.CPU);
        Assert.That(first.equal(second).all().item<bool>());
    }
}
