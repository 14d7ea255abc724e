using SharpSat.Core.Errors;
using SharpSat.Video.Losses;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Losses;

public sealed class WeightedLossTests
{
    private static readonly NoiseLevel[] Levels = [NoiseLevel.VariancePreserving(0.8f, 100), NoiseLevel.VariancePreserving(0, 999)];

    [Test]
    public void PerSample_IsWeightedByOneOverTheNoisePower()
    {
        using var scope = NewDisposeScope();
        var (predicted, clean) = (full([2, 1, 1, 2, 2], 3.0), ones([2, 1, 1, 2, 2]));
        var l2 = new WeightedMse(new()).PerSample(predicted, clean, Levels).data<float>().ToArray();
        var l1 = new WeightedL1(new()).PerSample(predicted, clean, Levels).data<float>().ToArray();
        Assert.That(l2, Is.EqualTo(new[] { 4 / 0.36f, 4 }).Within(1e-4f));
        Assert.That(l1, Is.EqualTo(new[] { 2 / 0.36f, 2 }).Within(1e-4f));
    }

    [Test]
    public void PerSample_OfV_EqualsThePlainLossOnV()
    {
        using var scope = NewDisposeScope();
        var v = new SharpSat.Video.Parameterizations.VPrediction();
        var (clean, noise, guess) = (randn([2, 1, 3, 2, 2]), randn([2, 1, 3, 2, 2]), randn([2, 1, 3, 2, 2]));
        var x = ForwardProcess.AddNoise(clean, noise, Levels);
        var weighted = new WeightedMse(new()).PerSample(v.Clean(x, guess, Levels), clean, Levels);
        var plain = (guess - v.Target(clean, noise, Levels)).pow(2).flatten(1).mean([1]);
        Assert.That((weighted - plain).abs().max().item<float>(), Is.LessThan(1e-4f));
    }

    [Test]
    public void Weight_MinSnr_ClampsEachSampleByItself()
    {
        var loss = new WeightedMse(new WeightedLossParams { MinSnr = 1.5 });
        Assert.That(Levels.Select(loss.Weight), Is.EqualTo(new[] { 1.5f, 1f }));
        Assert.Throws<InputException>(() => _ = new WeightedL1(new WeightedLossParams { MinSnr = 0 }));
    }
}
