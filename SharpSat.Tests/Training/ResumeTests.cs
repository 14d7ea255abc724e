using SharpSat.Core.Data;
using SharpSat.Core.Errors;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Observers;
using SharpSat.Core.Training.Runs;
using static TorchSharp.torch;

namespace SharpSat.Tests.Training;

public sealed class ResumeTests
{
    private const int Steps = 14;

    private static TrainerConfig Config(string path) => new()
    {
        RunDir = path, MaxSteps = Steps, Lr = 0.02, SaveEvery = 4, WarmupSteps = 2, Accumulation = 2, WeightDecay = 0.1, KeepLast = 2,
    };

    [Test]
    public void InterruptAndResume_EqualAnUninterruptedRun_BitForBit()
    {
        var (weights, losses) = Uninterrupted();
        using var folder = new RunFolder();
        using var stop = new CancellationTokenSource();
        using (var first = new TinyProblem { AfterStep = step => { if (step == 6) { stop.Cancel(); } } })
        {
            Assert.That(
                () => new Trainer<Tensor>(Config(folder.Path), first.Parts).Run(stop: stop.Token),
                Throws.TypeOf<TrainingInterruptedException>().With.Property("Result").Property("Steps").EqualTo(6));
        }

        Assert.That(folder.Checkpoints(), Does.Contain("step-000006"));
        using var second = new TinyProblem();
        var result = new Trainer<Tensor>(Config(folder.Path), second.Parts).Run(resume: true);
        Assert.That(result.Steps, Is.EqualTo(Steps));
        Assert.That(second.Reports[0].Step, Is.EqualTo(7));
        AssertEqual(folder, second, weights, losses);
    }

    [Test]
    public void DataThatBreaksBecauseOfTheInterrupt_SavesTheLastStep_AndResumeEqualsAnUninterruptedRun()
    {
        var (weights, losses) = Uninterrupted();
        using var folder = new RunFolder();
        using var stop = new CancellationTokenSource();
        using (var first = new TinyProblem())
        {
            // The twelfth batch is the second one of step 6: its first one has already drawn noise.
            var parts = first.Parts with { Loader = new BreakingLoader(first.Loader, 12, stop.Cancel) };
            Assert.That(
                () => new Trainer<Tensor>(Config(folder.Path), parts).Run(stop: stop.Token),
                Throws.TypeOf<TrainingInterruptedException>().With.Message.EqualTo("Stopped after step 5 of 14."));
        }

        Assert.That(folder.Checkpoints(), Does.Contain("step-000005"));
        using var second = new TinyProblem();
        new Trainer<Tensor>(Config(folder.Path), second.Parts).Run(resume: true);
        AssertEqual(folder, second, weights, losses);
    }

    [Test]
    public void DataThatBreaks_WithoutAnInterrupt_IsTheDatasFault_AndTheLastStepIsSaved()
    {
        var (weights, losses) = Uninterrupted();
        using var folder = new RunFolder();
        using (var first = new TinyProblem())
        {
            // The twelfth batch is the second one of step 6; the last regular checkpoint is that of step 4.
            var parts = first.Parts with { Loader = new BreakingLoader(first.Loader, 12, () => { }) };
            Assert.That(() => new Trainer<Tensor>(Config(folder.Path), parts).Run(), Throws.TypeOf<DataReadException>());
            Assert.That(first.Warnings.Single(), Does.StartWith("The data of step 6 cannot be read. Step 5 is saved;"));
        }

        Assert.That(folder.Checkpoints(), Does.Contain("step-000005"));
        using var second = new TinyProblem();
        new Trainer<Tensor>(Config(folder.Path), second.Parts).Run(resume: true);
        AssertEqual(folder, second, weights, losses);
    }

    [Test]
    public void DataThatBreaksInTheFirstStep_LeavesNoCheckpoint()
    {
        using var folder = new RunFolder();
        using var problem = new TinyProblem();
        var parts = problem.Parts with { Loader = new BreakingLoader(problem.Loader, 1, () => { }) };
        Assert.That(() => new Trainer<Tensor>(Config(folder.Path), parts).Run(), Throws.TypeOf<DataReadException>());
        Assert.That(folder.Checkpoints(), Is.Empty);
    }

    [Test]
    public void InterruptBeforeTheRun_WritesNothing()
    {
        using var folder = new RunFolder();
        using var problem = new TinyProblem();
        Assert.That(
            () => new Trainer<Tensor>(Config(folder.In("run")), problem.Parts).Run(stop: new CancellationToken(canceled: true)),
            Throws.TypeOf<OperationCanceledException>());
        Assert.That(folder.In("run"), Does.Not.Exist);
    }

    [Test]
    public void InterruptBeforeTheFirstStep_SavesThatStep()
    {
        using var folder = new RunFolder();
        using var stop = new CancellationTokenSource();
        using var problem = new TinyProblem();
        var parts = problem.Parts with { Observers = [new StopAtStart(stop)] };
        Assert.That(
            () => new Trainer<Tensor>(Config(folder.Path), parts).Run(stop: stop.Token),
            Throws.TypeOf<TrainingInterruptedException>().With.Property("Result").Property("Checkpoint").EndsWith("step-000001"));
    }

    [Test]
    public void KillBetweenCheckpoints_RepeatsTheLostSteps_BitForBit()
    {
        var (weights, losses) = Uninterrupted();
        using var folder = new RunFolder();
        using (var first = new TinyProblem { AfterStep = step => { if (step == 11) { throw new IOException("killed"); } } })
        {
            Assert.That(() => new Trainer<Tensor>(Config(folder.Path), first.Parts).Run(), Throws.TypeOf<IOException>());
        }

        Assert.That(MetricsLog.Read(folder.In("metrics.jsonl")), Has.Count.EqualTo(11));
        Assert.That(folder.Checkpoints(), Is.EqualTo(new[] { "step-000004", "step-000008" }));
        using var second = new TinyProblem();
        new Trainer<Tensor>(Config(folder.Path), second.Parts).Run(resume: true);
        Assert.That(second.Reports[0].Step, Is.EqualTo(9));
        AssertEqual(folder, second, weights, losses);
    }

    [Test]
    public void DamagedLastCheckpoint_FallsBackToThePreviousOne_WithAWarning()
    {
        var (weights, losses) = Uninterrupted();
        using var folder = new RunFolder();
        using (var first = new TinyProblem { AfterStep = step => { if (step == 9) { throw new IOException("killed"); } } })
        {
            Assert.That(() => new Trainer<Tensor>(Config(folder.Path), first.Parts).Run(), Throws.TypeOf<IOException>());
        }

        var damaged = folder.In("checkpoints", "step-000008", "model.safetensors");
        var bytes = File.ReadAllBytes(damaged);
        bytes[^1] ^= 1;
        File.WriteAllBytes(damaged, bytes);
        using var second = new TinyProblem();
        new Trainer<Tensor>(Config(folder.Path), second.Parts).Run(resume: true);
        Assert.That(second.Reports[0].Step, Is.EqualTo(5));
        Assert.That(second.Warnings.Single(), Does.Contain("step-000008 is passed over: 'model.safetensors' is damaged"));
        AssertEqual(folder, second, weights, losses);
    }

    [Test]
    public void FinishedRun_ResumesToNothing()
    {
        using var folder = new RunFolder();
        using (var first = new TinyProblem())
        {
            new Trainer<Tensor>(Config(folder.Path), first.Parts).Run();
        }

        using var second = new TinyProblem();
        var result = new Trainer<Tensor>(Config(folder.Path), second.Parts).Run(resume: true);
        Assert.That(second.Reports, Is.Empty);
        Assert.That(result.Steps, Is.EqualTo(Steps));
        Assert.That(result.Checkpoint, Does.EndWith("step-000014"));
    }

    [Test]
    public void WithoutCheckpoint_ResumingIsRefused()
    {
        using var folder = new RunFolder();
        using var problem = new TinyProblem();
        Assert.That(
            () => new Trainer<Tensor>(Config(folder.In("new")), problem.Parts).Run(resume: true),
            Throws.TypeOf<InputException>().With.Message.Contains("no checkpoint").And.Message.Contains("--resume"));
        Assert.That(folder.In("new"), Does.Not.Exist);
    }

    [Test]
    public void ExistingCheckpoints_AreNotOverwrittenWithoutResume()
    {
        using var folder = new RunFolder();
        using var problem = new TinyProblem();
        var trainer = new Trainer<Tensor>(Config(folder.Path), problem.Parts);
        trainer.Run();
        Assert.That(
            () => trainer.Run(),
            Throws.TypeOf<InputException>().With.Message.Contains("--resume").And.Message.Contains("another folder"));
    }

    [Test]
    public void AnotherSeed_IsRefused()
    {
        using var folder = new RunFolder();
        using var problem = new TinyProblem();
        new Trainer<Tensor>(Config(folder.Path) with { MaxSteps = 3 }, problem.Parts).Run();
        Assert.That(
            () => new Trainer<Tensor>(Config(folder.Path) with { Seed = 2 }, problem.Parts).Run(resume: true),
            Throws.TypeOf<InputException>().With.Message.Contains("trainer.seed is 2").And.Message.Contains("Set trainer.seed to 1"));
    }

    private static (Dictionary<string, float[]> Weights, double[] Losses) Uninterrupted()
    {
        using var folder = new RunFolder();
        using var problem = new TinyProblem();
        new Trainer<Tensor>(Config(folder.Path), problem.Parts).Run();
        return (problem.Weights(), [.. problem.Reports.Select(r => r.Loss)]);
    }

    private static void AssertEqual(RunFolder folder, TinyProblem problem, Dictionary<string, float[]> weights, double[] losses)
    {
        Assert.That(problem.Weights(), Is.EqualTo(weights));
        var lines = MetricsLog.Read(folder.In("metrics.jsonl"));
        Assert.That(lines.Select(l => l.Step), Is.EqualTo(Enumerable.Range(1, Steps)));
        Assert.That(lines.Select(l => l.Loss), Is.EqualTo(losses));
    }

    private sealed class StopAtStart(CancellationTokenSource stop) : ITrainingObserver
    {
        public void OnStart(TrainingStart start) => stop.Cancel();
    }
}
