using SharpSat.Core.Errors;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using SharpSat.Video.Timesteps;

namespace SharpSat.Tests.Timesteps;

public sealed class SigmaSamplerTests
{
    private readonly EdmSchedule _edm = new(new());

    [Test]
    public void LogNormal_LogSigmas_HaveTheMeanAndDeviation()
    {
        using var noise = new NoiseSource(1, "timesteps");
        var logs = new LogNormalSigmas(new() { Mean = 0.5, Deviation = 0.4 }).Draw(_edm, 20000, noise, RankPosition.Alone)
            .Select(l => Math.Log(l.Noise)).ToList();
        var mean = logs.Average();
        Assert.That(mean, Is.EqualTo(0.5).Within(0.02));
        Assert.That(Math.Sqrt(logs.Average(l => (l - mean) * (l - mean))), Is.EqualTo(0.4).Within(0.02));
    }

    [Test]
    public void LogNormal_OnAVariancePreservingSchedule_IsRefused()
    {
        using var noise = new NoiseSource(1, "timesteps");
        var sampler = new LogNormalSigmas(new());
        var error = Assert.Throws<InputException>(() => sampler.Draw(new ZeroSnrSchedule(new()), 1, noise, RankPosition.Alone));
        Assert.That(error!.Message, Does.Contain("uniform_timesteps"));
        Assert.Throws<InputException>(() => _ = new LogNormalSigmas(new() { Deviation = 0 }));
    }

    [Test]
    public void Partial_DrawsOnlyTheLeastNoisyLevels()
    {
        using var noise = new NoiseSource(1, "timesteps");
        var drawn = new PartialTimesteps(new() { Count = 40 }).Draw(_edm, 3000, noise, RankPosition.Alone).Select(l => l.Timestep).ToHashSet();
        Assert.That(drawn, Has.Count.EqualTo(40).And.All.LessThan(40f));
    }

    [Test]
    public void Partial_MoreLevelsThanThereAre_IsRefused()
    {
        using var noise = new NoiseSource(1, "timesteps");
        Assert.Throws<InputException>(() => new PartialTimesteps(new() { Count = 1001 }).Draw(_edm, 1, noise, RankPosition.Alone));
        Assert.Throws<InputException>(() => _ = new PartialTimesteps(new() { Count = 0 }));
    }
}
