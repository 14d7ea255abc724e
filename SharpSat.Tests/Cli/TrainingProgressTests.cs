using SharpSat.Cli.Rendering;
using SharpSat.Core.Training.Observers;

namespace SharpSat.Tests.Cli;

public sealed class TrainingProgressTests
{
    [Test]
    public void OnStep_ShowsLossGradientRateSpeedAndMemory()
    {
        var shown = new List<(long, long, string)>();
        new TrainingProgress(CliConsole.Plain(TextWriter.Null, TextWriter.Null), (done, total, text) => shown.Add((done, total, text))).OnStep(new StepReport
        {
            Step = 3, MaxSteps = 9, Loss = 0.25, LearningRate = 2e-4, GradientNorm = 1.5, SamplesPerSecond = 12.34, DataWaitShare = 0,
            ResidentBytes = 600L << 20, LiveTensors = 1, Remaining = TimeSpan.Zero, Metrics = new Dictionary<string, double>(),
        });
        Assert.That(shown, Is.EqualTo(new[] { (3L, 9L, "loss 0.2500  grad 1.500  lr 2.0e-4  12.3 clips/s  600 MiB") }));
    }
}
