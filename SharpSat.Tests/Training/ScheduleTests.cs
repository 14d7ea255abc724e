using SharpSat.Core.Errors;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Schedules;

namespace SharpSat.Tests.Training;

public sealed class ScheduleTests
{
    [Test]
    public void Constant_WithWarmup_RisesAndStays()
    {
        var schedule = Create("constant", warmup: 4);
        Assert.That(Rates(schedule, 1, 2, 4, 5, 100), Is.EqualTo(new[] { 0.25, 0.5, 1.0, 1.0, 1.0 }).Within(1e-12));
    }

    [Test]
    public void Linear_FallsInEqualSteps()
    {
        var schedule = Create("linear", minimum: 0.2, steps: 8);
        Assert.That(Rates(schedule, 1, 2, 5, 8, 9, 50), Is.EqualTo(new[] { 1.0, 0.9, 0.6, 0.3, 0.2, 0.2 }).Within(1e-12));
    }

    [Test]
    public void Cosine_IsHalfwayInTheMiddle_AndStartsAfterTheWarmup()
    {
        var schedule = Create("cosine", warmup: 2, minimum: 0.1, steps: 10);
        Assert.That(Rates(schedule, 1, 2, 3, 7, 11), Is.EqualTo(new[] { 0.5, 1.0, 1.0, 0.55, 0.1 }).Within(1e-12));
        Assert.That(schedule.At(5), Is.EqualTo(0.1 + (0.9 * 0.5 * (1 + Math.Cos(Math.PI / 4)))).Within(1e-12));
    }

    [Test]
    public void UnknownName_ListsNearMatches()
    {
        Assert.That(
            () => Create("cosin"),
            Throws.TypeOf<InputException>().With.Message.EqualTo("There is no schedule 'cosin'. Did you mean 'cosine'?"));
    }

    private static ILearningRateSchedule Create(string name, long warmup = 0, double minimum = 0, long steps = 100) =>
        LearningRateSchedules.Create(
            new TrainerConfig { RunDir = "unused", Schedule = name, Lr = 1, MinLr = minimum, WarmupSteps = warmup, MaxSteps = steps });

    private static double[] Rates(ILearningRateSchedule schedule, params long[] steps) => [.. steps.Select(schedule.At)];
}
