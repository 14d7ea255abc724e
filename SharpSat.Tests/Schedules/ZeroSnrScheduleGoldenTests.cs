using Newtonsoft.Json.Linq;
using SharpSat.Tests.Engine;
using SharpSat.Tests.Golden;
using SharpSat.Video.Schedules;
using static TorchSharp.torch;

namespace SharpSat.Tests.Schedules;

/// <summary>Case sat/schedules, class ZeroSNRDDPMDiscretization: ops discretizer, discretizer_timesteps, discretizer_alphas_cumprod; and roughly_equal_steps.</summary>
public sealed class ZeroSnrScheduleGoldenTests
{
    private const string Class = "ZeroSNRDDPMDiscretization";
    private GoldenCase _golden = null!;

    [OneTimeSetUp]
    public void Open() => _golden = GoldenCase.Open("sat", "schedules");

    [OneTimeTearDown]
    public void Close() => _golden.Dispose();

    [Test]
    public void Trajectory_Signals_EqualTheReferenceSigmas()
    {
        foreach (var run in Runs("discretizer", 70))
        {
            var n = (int)run["params"]!["n"]!;
            var trajectory = SatObjects.Schedule(run["object"]!).Trajectory(n);
            var signals = Enumerable.Range(0, n).Select(i => trajectory[i].Signal).ToList();
            if ((bool)run["params"]!["do_append_zero"]!)
            {
                signals.Add(0);
            }

            if ((bool)run["params"]!["flip"]!)
            {
                signals.Reverse();
            }

            using var actual = tensor(signals.ToArray());
            _golden.Compare((string)run["expect"]!["sigmas"]!, actual);
        }
    }

    [Test]
    public void Trajectory_Timesteps_AreTheReferenceIndicesFromTheNoisiest()
    {
        foreach (var run in Runs("discretizer_timesteps", 20))
        {
            var n = (int)run["params"]!["n"]!;
            var trajectory = SatObjects.Schedule(run["object"]!).Trajectory(n);
            using var actual = tensor(Enumerable.Range(0, n).Select(i => trajectory[n - 1 - i].Timestep).ToArray());
            _golden.Compare((string)run["expect"]!["timesteps"]!, actual);
        }
    }

    [Test]
    public void AlphaBar_EqualsTheReferenceInFloat64()
    {
        foreach (var run in Runs("discretizer_alphas_cumprod", 5))
        {
            using var actual = tensor(SatObjects.Schedule(run["object"]!).AlphaBar.ToArray());
            _golden.Compare((string)run["expect"]!["alphas_cumprod"]!, actual);
        }
    }

    [Test]
    public void RoughlyEqual_EqualsTheReferenceSteps()
    {
        var runs = _golden.Runs("roughly_equal_steps").ToList();
        Assert.That(runs, Has.Count.EqualTo(7));
        foreach (var run in runs)
        {
            var steps = TimestepSpacing.RoughlyEqual((int)run["params"]!["num_substeps"]!, (int)run["params"]!["max_step"]!);
            using var actual = tensor(steps);
            _golden.Compare((string)run["expect"]!["steps"]!, actual);
        }
    }

    private List<JObject> Runs(string op, int atLeast)
    {
        var runs = _golden.Runs(op).Where(run => SatObjects.ClassOf(run["object"]) == Class).ToList();
        Assert.That(runs, Has.Count.GreaterThanOrEqualTo(atLeast), $"{op} of {Class}");
        return runs;
    }
}
