using SharpSat.Core.Errors;
using SharpSat.Video.Schedules;

namespace SharpSat.Tests.Schedules;

/// <summary>The variance-exploding schedules, and levels by sigma.</summary>
public sealed class SigmaScheduleTests
{
    private static readonly INoiseSchedule[] Schedules = [new EdmSchedule(new()), new LegacyDdpmSchedule(new()), new ZeroSnrSchedule(new())];

    [TestCaseSource(nameof(Schedules))]
    public void Levels_AreOrderedBySigma_AndTimestepsArePositions(INoiseSchedule schedule)
    {
        Assert.That(schedule.Levels.Select(l => l.Sigma()), Is.Ordered);
        Assert.That(schedule.Levels.Select(l => l.Timestep), Is.EqualTo(Enumerable.Range(0, 1000)));
        var trajectory = schedule.Trajectory(17);
        Assert.That(Enumerable.Range(0, 18).Select(i => trajectory[i].Sigma()), Is.Ordered.Descending);
        Assert.That(trajectory[17], Is.EqualTo(NoiseLevel.Clean));
    }

    [TestCaseSource(nameof(Schedules))]
    public void AtSigma_FindsEveryLevelOfTheTableAgain(INoiseSchedule schedule)
    {
        foreach (var level in schedule.Levels.Where(l => float.IsFinite(l.Sigma())))
        {
            var found = schedule.Levels.AtSigma(level.Sigma());
            Assert.That(found.Timestep, Is.EqualTo(level.Timestep).Within(0.02f));
            Assert.That(found.Signal, Is.EqualTo(level.Signal).Within(1e-6f));
            Assert.That(found.Noise, Is.EqualTo(level.Noise).Within(1e-5f * Math.Max(1, level.Noise)));
        }
    }

    [TestCaseSource(nameof(Schedules))]
    public void AtSigma_BeyondTheTable_HoldsTheTimestepAtItsEnds(INoiseSchedule schedule)
    {
        Assert.That(schedule.Levels.AtSigma(1e-6f).Timestep, Is.Zero);
        Assert.That(schedule.Levels.AtSigma(1e6f).Timestep, Is.InRange(998, 999));
    }

    [Test]
    public void Edm_EndsAtItsSigmas_AndTakesAnyNumberOfSteps()
    {
        var schedule = new EdmSchedule(new() { SigmaMin = 0.01, SigmaMax = 20, Rho = 3 });
        var trajectory = schedule.Trajectory(1500);
        Assert.That(trajectory[0].Noise, Is.EqualTo(20).Within(1e-4));
        Assert.That(trajectory[1499].Noise, Is.EqualTo(0.01).Within(1e-6));
        Assert.That(schedule.Trajectory(1)[0].Noise, Is.EqualTo(20).Within(1e-4));
        Assert.Throws<InputException>(() => schedule.Trajectory(0));
    }

    [Test]
    public void BadSetting_IsRefused()
    {
        Assert.Throws<InputException>(() => _ = new EdmSchedule(new() { SigmaMin = 0 }));
        Assert.Throws<InputException>(() => _ = new EdmSchedule(new() { SigmaMax = 0.001 }));
        Assert.Throws<InputException>(() => _ = new LegacyDdpmSchedule(new() { BetaEnd = 1 }));
        Assert.Throws<InputException>(() => _ = new LegacyDdpmSchedule(new() { Levels = 0 }));
    }

    [Test]
    public void NearestIndex_InAnExplodingTable_GoesBySigma()
    {
        var schedule = Schedules[1];
        Assert.That(schedule.NearestIndex(schedule.Levels[321]), Is.EqualTo(321));
        Assert.That(schedule.NearestIndex(1000f), Is.EqualTo(999));
    }
}
