using SharpSat.Core.Errors;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;
using static TorchSharp.torch;

namespace SharpSat.Tests.Samplers;

public sealed class AncestralTests
{
    [TestCase(20f, 0.5f, 1.0)]
    [TestCase(3f, 2.9f, 0.5)]
    [TestCase(float.PositiveInfinity, 4f, 1.0)]
    [TestCase(float.PositiveInfinity, 4f, 0.5)]
    [TestCase(1f, 0f, 1.0)]
    public void Split_VariancesAddUpToTheNextLevels(float sigma, float next, double eta)
    {
        var split = AncestralSplit.Of(sigma, next, eta);
        Assert.That((split.Down * split.Down) + (split.Up * split.Up), Is.EqualTo(next * next).Within(1e-4f * next * next));
        Assert.That(split.Down, Is.InRange(0, next));
    }

    [Test]
    public void Split_EtaOne_IsTheForwardProcess()
    {
        // From sigma 2 the posterior of sigma 1 has variance 1 * (4 - 1) / 4.
        var split = AncestralSplit.Of(2, 1, 1);
        Assert.That(split.Up * split.Up, Is.EqualTo(0.75f).Within(1e-6f));
    }

    [Test]
    public void EtaZero_DrawsNothing_AndIsEuler()
    {
        using var scope = NewDisposeScope();
        var noise = new CountingNoise();
        var start = randn([1, 1, 2, 2, 2]);
        var trajectory = new EdmSchedule(new()).Trajectory(5);
        var ancestral = new EulerAncestral(new() { Eta = 0 }).Sample(start, (x, _) => x * 0.2f, trajectory, noise);
        var euler = new Euler(new()).Sample(start, (x, _) => x * 0.2f, trajectory, noise);
        Assert.That(noise.Draws, Is.Zero);
        Assert.That((ancestral - euler).abs().max().item<float>(), Is.LessThan(1e-6f));
    }

    [Test]
    public void EtaOne_DrawsOncePerStep()
    {
        using var scope = NewDisposeScope();
        var noise = new CountingNoise();
        new Dpmpp2sAncestral(new()).Sample(randn([1, 1, 2, 2, 2]), (x, _) => x * 0.2f, new EdmSchedule(new()).Trajectory(5), noise);
        Assert.That(noise.Draws, Is.EqualTo(5));
    }

    [Test]
    public void BadSetting_IsRefused()
    {
        Assert.Throws<InputException>(() => _ = new EulerAncestral(new() { Eta = -1 }));
        Assert.Throws<InputException>(() => _ = new Dpmpp2sAncestral(new() { NoiseFactor = double.NaN }));
    }
}
