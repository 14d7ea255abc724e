using SharpSat.Core.Errors;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using SharpSat.Video.Timesteps;

namespace SharpSat.Tests.Timesteps;

public sealed class TimestepSamplerTests
{
    private readonly ZeroSnrSchedule _schedule = new(new ZeroSnrScheduleParams());

    [Test]
    public void Uniform_ManyDraws_ReachTheWholeTable()
    {
        using var noise = new NoiseSource(1, "timesteps");
        var drawn = new UniformTimesteps().Draw(_schedule, 20000, noise, RankPosition.Alone).Select(l => l.Timestep).ToHashSet();
        Assert.That(drawn, Has.Count.EqualTo(1000));
    }

    [TestCase(0, 0f, 249f)]
    [TestCase(3, 750f, 999f)]
    public void RankStratified_EachRank_StaysInItsRange(int rank, float low, float high)
    {
        using var noise = new NoiseSource(1, "timesteps", rank);
        var sampler = new RankStratifiedTimesteps(new RankStratifiedTimestepsParams());
        var drawn = sampler.Draw(_schedule, 500, noise, new RankPosition(rank, 4)).Select(l => l.Timestep).ToList();
        Assert.That(drawn, Is.All.InRange(low, high));
        Assert.That(drawn.Max() - drawn.Min(), Is.GreaterThan(200));
    }

    [Test]
    public void RankStratified_OverBatch_GivesEachSampleItsPart()
    {
        using var noise = new NoiseSource(1, "timesteps");
        var sampler = new RankStratifiedTimesteps(new RankStratifiedTimestepsParams { OverBatch = true });
        for (var round = 0; round < 50; round++)
        {
            var drawn = sampler.Draw(_schedule, 4, noise, RankPosition.Alone).Select(l => (int)l.Timestep / 250).ToList();
            Assert.That(drawn, Is.EqualTo(new[] { 0, 1, 2, 3 }));
        }
    }

    [Test]
    public void RankStratified_GroupsThatDoNotDivide_NameTheNearestThatDoes()
    {
        var sampler = new RankStratifiedTimesteps(new RankStratifiedTimestepsParams { Groups = 5 });
        var error = Assert.Throws<InputException>(() => sampler.RangeOf(1000, new RankPosition(0, 16)));
        Assert.That(error!.Message, Does.Contain("16").And.Contain("nearest number is 4"));
    }
}
