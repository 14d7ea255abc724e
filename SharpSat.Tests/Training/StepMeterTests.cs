using SharpSat.Core.Training;
using SharpSat.Core.Training.Observers;

namespace SharpSat.Tests.Training;

public sealed class StepMeterTests
{
    [Test]
    public void WhatLiesBetweenSteps_IsNoPartOfTheirSpeed_ButOfTheTimeLeft()
    {
        var meter = new StepMeter(new TrainerConfig { RunDir = "run", MaxSteps = 11 }, samplesPerStep: 2);
        meter.Begin();
        meter.Report(1, new StepOutcome(1, 1, 1, new Dictionary<string, double>()), TimeSpan.Zero);
        Thread.Sleep(400);
        meter.Begin();
        Thread.Sleep(20);
        var report = meter.Report(2, new StepOutcome(1, 1, 1, new Dictionary<string, double>()), TimeSpan.Zero);
        Assert.That(report.SamplesPerSecond, Is.GreaterThan(2 / 0.4), "two clips in far less than the pause");
        Assert.That(report.Remaining, Is.GreaterThan(TimeSpan.FromSeconds(0.05 * 0.4 * 9)));
    }

    [Test]
    public void WaitingForData_IsAShareOfItsOwnStep()
    {
        var meter = new StepMeter(new TrainerConfig { RunDir = "run", MaxSteps = 3 }, samplesPerStep: 2);
        var shares = new[] { 500, 500, 540 }.Select(waited =>
        {
            meter.Begin();
            Thread.Sleep(80);
            return meter.Report(1, new StepOutcome(1, 1, 1, new Dictionary<string, double>()), TimeSpan.FromMilliseconds(waited)).DataWaitShare;
        }).ToList();
        Assert.That(shares[0], Is.EqualTo(1), "no more than the whole step");
        Assert.That(shares[1], Is.Zero, "it waited before, not now");
        Assert.That(shares[2], Is.InRange(0.05, 0.5));
    }
}
