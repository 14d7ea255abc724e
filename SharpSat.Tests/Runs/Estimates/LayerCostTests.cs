using SharpSat.Core.Training.Memory;
using SharpSat.Core.Training.Precision;
using SharpSat.Tests.Engine;
using SharpSat.Video.Engine;
using SharpSat.Video.Networks;
using SharpSat.Video.Runs.Estimates;
using static TorchSharp.torch;

namespace SharpSat.Tests.Runs.Estimates;

public sealed class LayerCostTests
{
    [Test]
    public void EachStep_Encodes_AndTheFiguresAreOfTheNetwork()
    {
        var encoded = 0;
        LayerCost Measure() => LayerCost.Measure(TinyEngines.Network, 1, null, TrainingPrecision.Of("fp32"), new LatentShape(2, 4, 4, 6), 1, CPU, () => encoded++);
        var cost = Measure();
        Assert.That(encoded, Is.EqualTo(4));
        Assert.That(cost.PassBytes, Is.GreaterThan(0));
        using var network = new CogVideoXTransformer(TinyEngines.Network with { NumLayers = 1 });
        Assert.That(cost.GradientBytes, Is.EqualTo(4 * network.parameters().Where(p => p.requires_grad).Sum(p => p.numel())));
        Assert.That(cost.Seconds, Is.GreaterThan(0));
    }

    [Test]
    [Platform("Linux")]
    public void WhatWasMeasured_IsGivenFree()
    {
        void Measure() => LayerCost.Measure(
            TinyEngines.Network with { HiddenSize = 1024, NumAttentionHeads = 8 }, 1, null, TrainingPrecision.Of("fp32"), new LatentShape(2, 4, 4, 6), 1, CPU, () => { });
        Measure();
        var before = NativeHeap.UsedBytes();
        Measure();
        Measure();

        // Its weights alone are more than 50 MiB.
        Assert.That(NativeHeap.UsedBytes() - before, Is.LessThan(10 << 20));
    }

    [Test]
    [Platform("Linux")]
    public void WhatEncodingTakes_IsNotTheNetworks()
    {
        const long Large = 300 << 20;
        var cost = LayerCost.Measure(
            TinyEngines.Network, 1, null, TrainingPrecision.Of("fp32"), new LatentShape(2, 4, 4, 6), 1, CPU, () => ones(Large / sizeof(float)).Dispose());
        Assert.That(cost.EncodingBytes - cost.PassBytes, Is.EqualTo(Large).Within(10).Percent);
    }

    [Test]
    [Platform("Linux")]
    public void Activations_GrowWithTheLayersAndTheBatch()
    {
        long Activations(int layers, int batch) => LayerCost.Measure(
            TinyEngines.Network, layers, null, TrainingPrecision.Of("fp32"), new LatentShape(4, 4, 8, 12), batch, CPU, () => { }).ActivationBytes;
        var (one, two, three) = (Activations(1, 4), Activations(2, 4), Activations(3, 4));
        Assert.That(three - two, Is.EqualTo(two - one).Within(15).Percent, "each layer keeps as much");
        Assert.That(Activations(2, 8) - Activations(1, 8), Is.EqualTo(2 * (two - one)).Within(15).Percent);
    }
}
