using Newtonsoft.Json.Linq;
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

    [TestCase("world16_groups4_uniform")]
    [TestCase("world16_groups16_uniform")]
    [TestCase("world40_groups40_uniform")]
    [TestCase("world12_groups3_uniform")]
    public void RankStratified_WithoutTheRestOfTheLevels_HasTheRangesOfSat(string run)
    {
        var path = Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", "cases", "sat", "schedules", "case.json");
        var recorded = JObject.Parse(File.ReadAllText(path))["runs"]!.Single(r => (string?)r["name"] == run);
        var sampler = new RankStratifiedTimesteps(new RankStratifiedTimestepsParams { Groups = (int)recorded["object"]!["params"]!["group_num"]!, DropRest = true });
        var world = (int)recorded["params"]!["world_size"]!;
        var ranges = Enumerable.Range(0, world).Select(rank => sampler.RangeOf(1000, new RankPosition(rank, world))).Select(range => new[] { range.Low, range.High });
        Assert.That(ranges, Is.EqualTo(recorded["expect_json"]!["low_high_per_rank"]!.ToObject<int[][]>()));
    }

    [TestCase(2)]
    [TestCase(4)]
    [TestCase(8)]
    public void RankStratified_WhereSatSwitchesItOff_ContinuesItsRule(int world)
    {
        var ours = new RankStratifiedTimesteps(new RankStratifiedTimestepsParams());
        var sat = new RankStratifiedTimesteps(new RankStratifiedTimestepsParams { PlainUpTo = 8, DropRest = true });
        for (var rank = 0; rank < world; rank++)
        {
            Assert.That(ours.RangeOf(1000, new RankPosition(rank, world)), Is.EqualTo((rank * 1000 / world, (rank + 1) * 1000 / world)));
            Assert.That(sat.RangeOf(1000, new RankPosition(rank, world)), Is.EqualTo((0, 1000)));
        }
    }

    [Test]
    public void RankStratified_AnUnevenSplit_DrawsEveryLevelEquallyOften([Values] bool overBatch)
    {
        // 10 levels over 4 processes: 2.5 levels each, so that the third is drawn by two processes, half as often by each.
        var schedule = new ZeroSnrSchedule(new ZeroSnrScheduleParams { Levels = 10 });
        var sampler = new RankStratifiedTimesteps(new RankStratifiedTimestepsParams { OverBatch = overBatch });
        var counts = new int[10];
        for (var rank = 0; rank < 4; rank++)
        {
            using var noise = new NoiseSource(1, "timesteps", rank);
            var drawn = sampler.Draw(schedule, 20000, noise, new RankPosition(rank, 4)).Select(level => (int)level.Timestep).ToList();
            Assert.That(drawn, Is.All.InRange(rank * 10 / 4, ((rank + 1) * 10 - 1) / 4));
            drawn.ForEach(level => counts[level]++);
        }

        Assert.That(counts, Is.All.EqualTo(8000).Within(4).Percent);
    }

    [Test]
    public void RankStratified_DroppingTheRest_NeverDrawsTheNoisiest()
    {
        var sampler = new RankStratifiedTimesteps(new RankStratifiedTimestepsParams { DropRest = true, OverBatch = true });
        using var noise = new NoiseSource(1, "timesteps");
        var drawn = sampler.Draw(_schedule, 20000, noise, new RankPosition(15, 16)).Select(l => (int)l.Timestep).ToHashSet();
        Assert.That(drawn, Is.EquivalentTo(Enumerable.Range(930, 62)));
    }

    [TestCase(1, 0, false, "noise levels: all 1000 for every process (there is one process)")]
    [TestCase(1, 0, true, "noise levels: all 1000 for every process (there is one process), each of a process's 4 samples in a part of its own")]
    [TestCase(2, 0, true, "noise levels: 2 equal ranges of 1000 over 2 processes, the first from 0 to 499, each of a process's 4 samples in a part of its own")]
    [TestCase(4, 8, false, "noise levels: all 1000 for every process (4 processes are not more than plain_up_to, 8)")]
    [TestCase(16, 8, false, "noise levels: 16 equal ranges of 1000 over 16 processes, the first from 0 to 61; the noisiest 8 are never drawn (drop_rest)")]
    public void RankStratified_SaysWhatItDoes(int world, int plainUpTo, bool overBatch, string expected)
    {
        var sampler = new RankStratifiedTimesteps(new RankStratifiedTimestepsParams { PlainUpTo = plainUpTo, OverBatch = overBatch, DropRest = plainUpTo > 0 });
        Assert.That(sampler.Describe(1000, 4, new RankPosition(0, world)), Is.EqualTo(expected));
    }
}
