using SharpSat.Core.Errors;
using SharpSat.Video.Schedules;

namespace SharpSat.Tests.Schedules;

public sealed class DiffusersScheduleTests
{
    [Test]
    public void Levels_KeepTheirVariance_AndGrowNoisierDownToPureNoise([Values(1.0, 3.0)] double shift)
    {
        var schedule = new DiffusersSchedule(new DiffusersScheduleParams { Shift = shift });
        Assert.That(schedule.Levels, Has.Count.EqualTo(1000));
        Assert.That(schedule.Levels.Select(l => (l.Signal * l.Signal) + (l.Noise * l.Noise)), Has.All.EqualTo(1f).Within(1e-6f));
        Assert.That(schedule.AlphaBar, Is.Ordered.Descending);
        Assert.That(schedule.AlphaBar[^1], Is.EqualTo(0));
    }

    [Test]
    public void Trajectory_TimestepsFall_AndEveryStepLeadsDown(
        [Values] SpacedTimesteps spacing, [Values(1, 3, 7, 50, 61, 999, 1000)] int steps)
    {
        var trajectory = new DiffusersSchedule(new DiffusersScheduleParams { Spacing = spacing }).Trajectory(steps);
        var timesteps = Enumerable.Range(0, steps).Select(i => trajectory[i].Timestep).ToArray();
        Assert.That(trajectory.Steps, Is.EqualTo(steps));
        Assert.That(timesteps, Is.Ordered.Descending.And.Unique);
        Assert.That(timesteps[^1], Is.GreaterThanOrEqualTo(0));
        Assert.That(Enumerable.Range(0, steps).Select(i => trajectory.Target(i).Timestep < timesteps[i]), Has.All.True);
    }

    [Test]
    public void Trajectory_WhereTheStepsDoNotDivideTheLevels_LeadsPastTheListedTimesteps()
    {
        var trajectory = new DiffusersSchedule(new DiffusersScheduleParams()).Trajectory(7);
        Assert.That(trajectory[1].Timestep, Is.EqualTo(856));
        Assert.That(trajectory.Target(0).Timestep, Is.EqualTo(857));
        Assert.That(trajectory.Target(6).Timestep, Is.EqualTo(0), "the run does not end clean");
    }

    [Test]
    public void Trajectory_EndsClean_OnlyWhereAsked()
    {
        var clean = new DiffusersSchedule(new DiffusersScheduleParams()).Trajectory(10).Target(9);
        var first = new DiffusersSchedule(new DiffusersScheduleParams { EndsClean = false }).Trajectory(10).Target(9);
        Assert.That((clean.Signal, clean.Noise), Is.EqualTo((1f, 0f)));
        Assert.That(first.Noise, Is.GreaterThan(0));
    }

    [Test]
    public void Last_KeepsLevelsAndTargets()
    {
        var whole = new DiffusersSchedule(new DiffusersScheduleParams()).Trajectory(7);
        var end = whole.Last(3);
        Assert.That(end.Steps, Is.EqualTo(3));
        Assert.That(Enumerable.Range(0, 3).Select(i => (end[i], end.Target(i))), Is.EqualTo(Enumerable.Range(4, 3).Select(i => (whole[i], whole.Target(i)))));
        Assert.That(whole.Last(7)[0], Is.EqualTo(whole[0]));
    }

    [TestCase(0, "nearest is 1")]
    [TestCase(1001, "nearest is 1000")]
    public void Trajectory_TooFewOrTooManySteps_AreRefused(int steps, string nearest) =>
        Assert.That(() => new DiffusersSchedule(new DiffusersScheduleParams()).Trajectory(steps), Throws.TypeOf<InputException>().With.Message.Contains(nearest));

    [Test]
    public void Settings_OutOfRange_AreRefused()
    {
        Assert.Throws<InputException>(() => _ = new DiffusersSchedule(new DiffusersScheduleParams { Levels = 1 }));
        Assert.Throws<InputException>(() => _ = new DiffusersSchedule(new DiffusersScheduleParams { Shift = 0 }));
        Assert.Throws<InputException>(() => _ = new DiffusersSchedule(new DiffusersScheduleParams { TrainedBetas = [0.1] }));
        Assert.Throws<InputException>(() => _ = new DiffusersSchedule(new DiffusersScheduleParams { StepsOffset = -1 }));
        var shifted = new DiffusersSchedule(new DiffusersScheduleParams { Spacing = SpacedTimesteps.Leading, StepsOffset = 1 });
        Assert.That(() => shifted.Trajectory(1000), Throws.TypeOf<InputException>().With.Message.Contains("timestep 1000"));
    }
}
