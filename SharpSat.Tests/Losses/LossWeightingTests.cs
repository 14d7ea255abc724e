using SharpSat.Core.Errors;
using SharpSat.Video.Losses;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Losses;

public sealed class LossWeightingTests
{
    private static readonly NoiseLevel[] Sigmas = [NoiseLevel.VarianceExploding(0.3f, 10), NoiseLevel.VarianceExploding(4, 900)];

    [Test]
    public void Epsilon_MakesTheLossOneOnTheNoise()
    {
        using var scope = NewDisposeScope();
        var (clean, noise, guess) = (randn([2, 1, 3, 2, 2]), randn([2, 1, 3, 2, 2]), randn([2, 1, 3, 2, 2]));
        var predicted = new EpsilonPrediction().Clean(ForwardProcess.AddNoise(clean, noise, Sigmas), guess, Sigmas);
        var weighted = new WeightedMse(new() { Weighting = LossWeighting.Epsilon }).PerSample(predicted, clean, Sigmas);
        var plain = (guess - noise).pow(2).flatten(1).mean([1]);
        Assert.That((weighted - plain).abs().max().item<float>(), Is.LessThan(1e-3f));
    }

    [Test]
    public void Velocity_DependsOnSigmaOnly_AndIsEdmOfUnitData()
    {
        var velocity = new WeightedMse(new());
        var edm = new WeightedMse(new() { Weighting = LossWeighting.Edm, SigmaData = 1 });
        foreach (var level in Sigmas)
        {
            var preserving = NoiseLevel.VariancePreserving(1 / MathF.Sqrt(1 + (level.Noise * level.Noise)), level.Timestep);
            Assert.That(velocity.Weight(level), Is.EqualTo(edm.Weight(level)));
            Assert.That(velocity.Weight(preserving), Is.EqualTo(velocity.Weight(level)).Within(1e-5f * velocity.Weight(level)));
        }
    }

    [TestCase(LossWeighting.Velocity, 1f)]
    [TestCase(LossWeighting.Unit, 1f)]
    [TestCase(LossWeighting.Epsilon, 0f)]
    [TestCase(LossWeighting.Edm, 4f)]
    public void Weight_AtPureNoise_IsItsLimit(LossWeighting weighting, float expected) =>
        Assert.That(new WeightedL1(new() { Weighting = weighting }).Weight(NoiseLevel.VariancePreserving(0, 999)), Is.EqualTo(expected));

    [Test]
    public void Velocity_OfAFloat64Level_LosesNoDigitsNearTheCleanEnd()
    {
        const double AlphaBar = 1 - 1e-6;
        var level = NoiseLevel.FromAlphaBar(AlphaBar, 0);
        Assert.That(new WeightedMse(new()).Weight(level), Is.EqualTo(1e6).Within(1));
        Assert.That(new WeightedMse(new()).Weight(level with { AlphaBar = null }), Is.Not.EqualTo(1e6).Within(1));
    }

    [Test]
    public void SigmaData_NotPositive_IsRefused() =>
        Assert.Throws<InputException>(() => _ = new WeightedMse(new() { Weighting = LossWeighting.Edm, SigmaData = 0 }));
}
