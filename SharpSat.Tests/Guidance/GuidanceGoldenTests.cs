using Newtonsoft.Json.Linq;
using SharpSat.Tests.Engine;
using SharpSat.Tests.Golden;
using SharpSat.Video.Guidance;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Guidance;

/// <summary>Case sat/schedules: ops guider (VanillaCFG with number scales, DynamicCFG), dynamic_cfg_scale, dynamic_cfg_scale_in_sampler.</summary>
public sealed class GuidanceGoldenTests
{
    private GoldenCase _golden = null!;

    [OneTimeSetUp]
    public void Open() => _golden = GoldenCase.Open("sat", "schedules");

    [OneTimeTearDown]
    public void Close() => _golden.Dispose();

    [Test]
    public void Combine_EqualsTheReferenceGuiders()
    {
        // A scale per sample (a tensor) has no counterpart here: the scale belongs to the run.
        var runs = _golden.Runs("guider").Where(run => run["inputs"]!["scale"] is null).ToList();
        Assert.That(runs, Has.Count.EqualTo(4));
        foreach (var run in runs)
        {
            using var scope = NewDisposeScope();
            var halves = _golden.Tensor((string)run["inputs"]!["x"]!).chunk(2, 0);
            var guidance = SatObjects.Guidance(run["object"]!, run["params"]!["scale"]);
            var step = StepFor((int?)run["params"]!["step_index"] ?? 0, (int?)run["object"]!["params"]!["num_steps"] ?? 1);
            _golden.Compare((string)run["expect"]!["y"]!, guidance.Combine(halves[0], halves[1], step));
        }
    }

    [Test]
    public void ScaleAt_ByStepIndex_EqualsTheReferenceTable()
    {
        var runs = _golden.Runs("dynamic_cfg_scale").ToList();
        Assert.That(runs, Has.Count.EqualTo(3));
        foreach (var run in runs)
        {
            var guidance = SatObjects.Dynamic(run["object"]!);
            var count = (int)run["object"]!["params"]!["num_steps"]!;
            var last = (int)run["params"]!["step_index_to_inclusive"]!;
            using var actual = tensor(Enumerable.Range(0, last + 1).Select(i => guidance.ScaleAt(StepFor(i, count))).ToArray());
            _golden.Compare((string)run["expect"]!["scale"]!, actual);
        }
    }

    [Test]
    public void ScaleAt_AlongATrajectory_EqualsWhatTheReferenceSamplerGets()
    {
        var runs = _golden.Runs("dynamic_cfg_scale_in_sampler").ToList();
        Assert.That(runs, Has.Count.EqualTo(3));
        foreach (var run in runs)
        {
            var guidance = SatObjects.Dynamic(run["object"]!);
            var n = (int)run["params"]!["num_steps"]!;
            var trajectory = new ZeroSnrSchedule(new() { Levels = (int)run["params"]!["num_timesteps"]! }).Trajectory(n);
            var steps = Enumerable.Range(0, n).Select(i => new SamplingStep(i, n, trajectory[i])).ToList();
            using var index = tensor(steps.Select(s => n - (long)s.Level.Timestep).ToArray());
            using var scale = tensor(steps.Select(guidance.ScaleAt).ToArray());
            _golden.Compare((string)run["expect"]!["step_index"]!, index);
            _golden.Compare((string)run["expect"]!["scale"]!, scale);
        }
    }

    // The reference passes step_index = steps - timestep.
    private static SamplingStep StepFor(int stepIndex, int count) =>
        new(0, count, NoiseLevel.VariancePreserving(0.5f, count - stepIndex));
}
