using SharpSat.Core.Errors;
using SharpSat.Tests.Engine;
using SharpSat.Tests.Golden;
using SharpSat.Video.Timesteps;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Timesteps;

/// <summary>Case sat/schedules, class DiscreteSampling: ops sigma_sampler and discrete_sampling_ranges.</summary>
public sealed class TimestepGoldenTests
{
    [Test]
    public void Draw_RecordedIndices_GiveTheReferenceSigmas()
    {
        using var golden = GoldenCase.Open("sat", "schedules");
        using var scope = NewDisposeScope();
        var run = golden.Runs("sigma_sampler").Single(r => SatObjects.ClassOf(r["object"]) == "DiscreteSampling");
        var schedule = SatObjects.Schedule(run["object"]!["params"]!["discretization_config"]!);
        var noise = golden.Noise(new Newtonsoft.Json.Linq.JArray(run["inputs"]!["rand"]!));
        var levels = SatObjects.Timesteps(run["object"]!).Draw(schedule, (int)run["params"]!["n_samples"]!, noise, RankPosition.Alone);
        golden.Compare((string)run["expect"]!["sigma"]!, tensor(levels.Select(l => l.Signal).ToArray()));
        golden.Compare((string)run["expect"]!["sigmas"]!, tensor(schedule.Levels.Select(l => l.Signal).ToArray()));
        noise.AssertAllUsed();
    }

    [Test]
    public void RangeOf_EveryRank_IsTheReferenceRange()
    {
        using var golden = GoldenCase.Open("sat", "schedules");
        var runs = golden.Runs("discrete_sampling_ranges").Where(r => (bool)r["object"]!["params"]!["uniform_sampling"]!).ToList();
        Assert.That(runs, Has.Count.EqualTo(11));
        foreach (var run in runs)
        {
            var sampler = (RankStratifiedTimesteps)SatObjects.Timesteps(run["object"]!);
            var world = (int)run["params"]!["world_size"]!;
            if ((bool)run["expect_json"]!["error"]!)
            {
                Assert.Throws<InputException>(() => sampler.RangeOf(1000, new RankPosition(0, world)), (string)run["name"]!);
                continue;
            }

            var expected = run["expect_json"]!["low_high_per_rank"]!.Select(pair => ((int)pair[0]!, (int)pair[1]!));
            var actual = Enumerable.Range(0, world).Select(rank => sampler.RangeOf(1000, new RankPosition(rank, world)));
            Assert.That(actual, Is.EqualTo(expected), (string?)run["name"]);
        }
    }
}
