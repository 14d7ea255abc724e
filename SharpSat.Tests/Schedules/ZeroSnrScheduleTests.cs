using SharpSat.Core.Errors;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Schedules;

public sealed class ZeroSnrScheduleTests
{
    private readonly ZeroSnrSchedule _schedule = new(new ZeroSnrScheduleParams { Shift = 3 });

    [Test]
    public void Levels_PreserveVariance_AndEndInPureNoise()
    {
        Assert.That(_schedule.Levels, Has.Count.EqualTo(1000));
        Assert.That(_schedule.Levels.Select(l => (l.Signal * l.Signal) + (l.Noise * l.Noise)), Is.All.EqualTo(1f).Within(1e-6f));
        Assert.That(_schedule.Levels[^1], Is.EqualTo(new NoiseLevel(0, 1, 999)));
        Assert.That(_schedule.Levels.Select(l => l.Signal), Is.Ordered.Descending);
    }

    [Test]
    public void Trajectory_OneStep_IsPureNoiseAndFinite()
    {
        var trajectory = _schedule.Trajectory(1);
        Assert.That(trajectory.Steps, Is.EqualTo(1));
        Assert.That(trajectory[0], Is.EqualTo(new NoiseLevel(0, 1, 999)));
        Assert.That(trajectory[1], Is.EqualTo(NoiseLevel.Clean));
    }

    [TestCase(0, "nearest is 1")]
    [TestCase(1001, "nearest is 1000")]
    public void Trajectory_StepsOutOfRange_NamesTheNearestLegalNumber(int steps, string hint)
    {
        var error = Assert.Throws<InputException>(() => _schedule.Trajectory(steps));
        Assert.That(error!.Message, Does.Contain(hint));
    }

    [TestCase(0.0, 0.00085, 0.012, 1000)]
    [TestCase(1.0, 0.02, 0.012, 1000)]
    [TestCase(1.0, 0.00085, 0.012, 1)]
    public void Constructor_BadSetting_IsRefused(double shift, double start, double end, int levels)
    {
        var p = new ZeroSnrScheduleParams { Shift = shift, BetaStart = start, BetaEnd = end, Levels = levels };
        Assert.Throws<InputException>(() => _ = new ZeroSnrSchedule(p));
    }

    [Test]
    public void NearestIndex_TakesTheClosestAndTheFirstOfEquals()
    {
        var middle = _schedule.Levels[500];
        Assert.That(_schedule.NearestIndex(middle.Signal), Is.EqualTo(500));
        Assert.That(_schedule.NearestIndex(1f), Is.Zero);
        Assert.That(_schedule.NearestIndex(-1f), Is.EqualTo(999));
    }

    [Test]
    public void AddNoise_MixesEachSampleAtItsOwnLevel()
    {
        using var scope = NewDisposeScope();
        var clean = ones([2, 1, 1, 1, 2]);
        var noise = full([2, 1, 1, 1, 2], -1.0);
        var x = ForwardProcess.AddNoise(clean, noise, [new(1, 0, 0), new(0.6f, 0.8f, 7)]);
        Assert.That(x.data<float>().ToArray(), Is.EqualTo(new[] { 1f, 1f, -0.2f, -0.2f }).Within(1e-6f));
        Assert.Throws<ArgumentException>(() => ForwardProcess.AddNoise(clean, noise, [new(1, 0, 0)]));
    }
}
