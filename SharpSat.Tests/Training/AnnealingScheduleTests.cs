using SharpSat.Core.Errors;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Schedules;

namespace SharpSat.Tests.Training;

public sealed class AnnealingScheduleTests
{
    [Test]
    public void WarmUp_RisesInAStraightLine_AndTheCosineEndsAtItsShare()
    {
        var schedule = new AnnealingSchedule(1, 10, 100, new() { AutoWarmupSteps = 0, DecayRatio = 0.1 });
        Assert.That(schedule.At(5), Is.EqualTo(0.5).Within(1e-12));
        Assert.That(schedule.At(10), Is.EqualTo(1).Within(1e-12));
        Assert.That(schedule.At(110), Is.EqualTo(0.1).Within(1e-12));
        Assert.That(schedule.At(500), Is.EqualTo(0.1).Within(1e-12));
        Assert.That(Enumerable.Range(10, 100).Select(i => schedule.At(i)), Is.Ordered.Descending);
    }

    [Test]
    public void AutoWarmUp_HoldsASmallRate_AndStartsAgainWithTheRun()
    {
        var p = new AnnealingParams { AutoWarmupSteps = 20, AutoWarmupRate = 0.05, Decay = AnnealingDecay.Constant };
        var schedule = new AnnealingSchedule(1, 0, 100, p);
        Assert.That(new[] { schedule.At(1), schedule.At(20), schedule.At(21) }, Is.EqualTo(new[] { 0.05, 0.05, 1 }));
        var restarted = new AnnealingSchedule(1, 50, 100, p with { StartStep = 60 });
        Assert.That(new[] { restarted.At(1), restarted.At(20), restarted.At(21) }, Is.EqualTo(new[] { 0.05, 0.05, 1 }));
    }

    [Test]
    public void Linear_FallsOverTheWholeNumberOfSteps()
    {
        var schedule = new AnnealingSchedule(1, 10, 100, new() { AutoWarmupSteps = 0, Decay = AnnealingDecay.Linear });
        Assert.That(schedule.At(60), Is.EqualTo(0.5).Within(1e-12));
    }

    [Test]
    public void Config_ChoosesItByName_WithItsSettings()
    {
        var config = new TrainerConfig
        {
            RunDir = "run", Schedule = "annealing", Lr = 1, MaxSteps = 100, WarmupSteps = 10, Annealing = new() { AutoWarmupSteps = 0, Decay = AnnealingDecay.Linear },
        };
        config.Validate();
        Assert.That(LearningRateSchedules.Create(config).At(60), Is.EqualTo(0.5).Within(1e-12));
    }

    [Test]
    public void Config_SettingsThatDoNotFit_AreRefused()
    {
        var config = new TrainerConfig { RunDir = "run", Schedule = "annealing" };
        Assert.That(() => (config with { MinLr = 1e-6 }).Validate(), Throws.TypeOf<InputException>().With.Message.Contains("annealing.decay_ratio"));
        Assert.That(() => (config with { Schedule = "cosine", Annealing = new() }).Validate(), Throws.TypeOf<InputException>().With.Message.Contains("'annealing'"));
        Assert.That(() => (config with { Annealing = new() { DecayRatio = 0 } }).Validate(), Throws.TypeOf<InputException>().With.Message.Contains("decay_ratio"));
        Assert.Throws<InputException>(() => _ = new AnnealingSchedule(1, 101, 100, new()));
    }
}
