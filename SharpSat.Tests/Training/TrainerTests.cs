using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Optimizers;
using SharpSat.Core.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Training;

public sealed class TrainerTests
{
    [Test]
    public void Run_LowersTheLoss_AndLeavesACompleteRunDirectory()
    {
        using var folder = new RunFolder();
        using var problem = new TinyProblem();
        var config = new TrainerConfig { RunDir = folder.Path, MaxSteps = 60, Lr = 0.02, SaveEvery = 25, Schedule = "cosine" };
        var result = new Trainer<Tensor>(config, problem.Parts).Run();

        Assert.That(problem.Reports.Select(r => r.Step), Is.EqualTo(Enumerable.Range(1, 60)));
        Assert.That(problem.Reports.TakeLast(10).Average(r => r.Loss), Is.LessThan(0.5 * problem.Reports.Take(10).Average(r => r.Loss)));
        Assert.That(problem.Reports[5].Metrics["rows"], Is.EqualTo(2));
        Assert.That(folder.Checkpoints(), Is.EqualTo(new[] { "step-000050", "step-000060" }));
        Assert.That(result, Has.Property("Steps").EqualTo(60).And.Property("Interrupted").False);
        Assert.That(
            Directory.GetFiles(result.Checkpoint).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal),
            Is.EqualTo(new[] { "manifest.json", "model.safetensors", "optimizer.safetensors", "state.json" }));
        Assert.That(MetricsLog.Read(folder.In("metrics.jsonl")).Select(l => l.Loss), Is.EqualTo(problem.Reports.Select(r => r.Loss)));
        Assert.That(File.ReadAllText(folder.In("config.json")), Does.Contain("\"max_steps\": 60"));
        Assert.That(File.ReadAllText(folder.In("environment.json")), Does.Contain("\"libtorch\""));
        Assert.That(folder.In("loss.png"), Does.Exist);
    }

    [Test]
    public void Accumulation_EqualsABiggerBatch()
    {
        using var folder = new RunFolder();
        using var whole = new TinyProblem(batchSize: 4, noisy: false);
        using var parts = new TinyProblem(batchSize: 2, noisy: false);
        var config = new TrainerConfig { RunDir = folder.In("whole"), MaxSteps = 8, Lr = 0.01, Eps = 1e-3 };
        new Trainer<Tensor>(config, whole.Parts).Run();
        new Trainer<Tensor>(config with { RunDir = folder.In("parts"), Accumulation = 2 }, parts.Parts).Run();
        foreach (var (name, weights) in whole.Weights())
        {
            Assert.That(parts.Weights()[name], Is.EqualTo(weights).Within(2e-6f), name);
        }

        Assert.That(parts.Reports.Select(r => r.Loss), Is.EqualTo(whole.Reports.Select(r => r.Loss)).Within(1e-6));
    }

    [Test]
    public void Clip_LimitsTheStep_AndTheLogHasTheNormBefore()
    {
        using var folder = new RunFolder();
        using var free = new TinyProblem(noisy: false);
        using var clipped = new TinyProblem(noisy: false);
        var start = free.Weights();

        // A large epsilon keeps the step in proportion to the gradient, where Adam would divide its size out.
        var config = new TrainerConfig { RunDir = folder.In("free"), MaxSteps = 1, Lr = 0.01, Eps = 1000, Clip = 0, WeightDecay = 0 };
        new Trainer<Tensor>(config, free.Parts).Run();
        var norm = free.Reports[0].GradientNorm;
        new Trainer<Tensor>(config with { RunDir = folder.In("clipped"), Clip = norm / 4 }, clipped.Parts).Run();
        Assert.That(clipped.Reports[0].GradientNorm, Is.EqualTo(norm).Within(1e-6));
        Assert.That(Moved(clipped), Is.EqualTo(Moved(free) / 4).Within(5).Percent);

        double Moved(TinyProblem problem) => problem.Weights().Sum(w => w.Value.Zip(start[w.Key], (a, b) => Math.Abs((double)a - b)).Sum());
    }

    [Test]
    public void Groups_OfTheConfig_LearnAtTheirOwnRate()
    {
        using var folder = new RunFolder();
        using var problem = new TinyProblem(noisy: false);
        var start = problem.Weights();
        var config = new TrainerConfig { RunDir = folder.Path, MaxSteps = 3, Groups = [new ParameterRule { Parameters = "0.*", LrScale = 0 }] };
        new Trainer<Tensor>(config, problem.Parts).Run();
        Assert.That(problem.Weights().Where(w => w.Value.SequenceEqual(start[w.Key])).Select(w => w.Key), Is.EquivalentTo(start.Keys.Where(name => name.StartsWith("0.", StringComparison.Ordinal))));
    }

    [Test]
    public void ThreeHundredSteps_KeepTheNumberOfLiveTensorsFlat()
    {
        // What earlier tests left to the finalizer would go while this one counts.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var folder = new RunFolder();
        using var problem = new TinyProblem();
        var config = new TrainerConfig { RunDir = folder.Path, MaxSteps = 300, Accumulation = 2, SaveEvery = 100 };
        new Trainer<Tensor>(config, problem.Parts).Run();
        var live = problem.Reports.Skip(20).Select(r => r.LiveTensors).ToList();

        // What the loader holds ahead (2 batches, the rows of the one being read) comes and goes.
        Assert.That(live.Max() - live.Min(), Is.LessThanOrEqualTo(12), $"from {live.Min()} to {live.Max()}");
        Assert.That(Math.Abs(live.TakeLast(50).Average() - live.Take(50).Average()), Is.LessThan(3));
    }

    [Test]
    public void NonFiniteLoss_StopsNamingTheStep_AndKeepsTheWeights()
    {
        using var folder = new RunFolder();
        using var problem = new TinyProblem { LossFactor = step => step == 4 ? double.NaN : 1, NonFinite = "the output of 1" };
        var config = new TrainerConfig { RunDir = folder.Path, MaxSteps = 9, SaveEvery = 3 };
        Assert.That(
            () => new Trainer<Tensor>(config, problem.Parts).Run(),
            Throws.TypeOf<TrainingDivergedException>().With.Message.StartsWith(
                "Training stopped at step 4: the loss is NaN, and the first tensor that is not finite is the output of 1. Lower trainer.lr"));
        Assert.That(problem.Weights().Values.SelectMany(w => w).All(float.IsFinite));
        Assert.That(folder.Checkpoints(), Is.EqualTo(new[] { "step-000003" }));
    }

    [Test]
    public void NonFiniteGradient_NamesTheParameter()
    {
        using var folder = new RunFolder();
        TinyProblem? self = null;
        using var problem = new TinyProblem(noisy: false) { Extra = () => (self!.Model[1].Weight.Value.sum() * 0).sqrt() };
        self = problem;
        Assert.That(
            () => new Trainer<Tensor>(new TrainerConfig { RunDir = folder.Path, MaxSteps = 2 }, problem.Parts).Run(),
            Throws.TypeOf<TrainingDivergedException>().With.Message.StartsWith("Training stopped at step 1: the gradient of '1.weight' is not finite"));
    }

    [Test]
    public void NothingTrainable_IsRefusedWithTheFreezeTable_BeforeAnythingIsWritten()
    {
        using var folder = new RunFolder();
        using var problem = new TinyProblem();
        problem.Model.Freeze();
        var config = new TrainerConfig { RunDir = folder.In("run") };
        Assert.That(
            () => new Trainer<Tensor>(config, problem.Parts).Run(),
            Throws.TypeOf<InputException>().With.Message.StartsWith("No parameter is trainable").And.Message.Contains("total"));
        Assert.That(folder.In("run"), Does.Not.Exist);
    }

    [Test]
    public void FrozenParameters_DoNotChange_AndAreNotInTheOptimizer()
    {
        using var folder = new RunFolder();
        using var problem = new TinyProblem();
        problem.Model[0].Freeze();
        var before = problem.Weights();
        var result = new Trainer<Tensor>(new TrainerConfig { RunDir = folder.Path, MaxSteps = 3 }, problem.Parts).Run();
        Assert.That(problem.Weights()["0.weight"], Is.EqualTo(before["0.weight"]));
        Assert.That(problem.Weights()["1.weight"], Is.Not.EqualTo(before["1.weight"]));
        using var state = SharpSat.Core.Checkpoints.Safetensors.SafetensorsFile.Open(Path.Combine(result.Checkpoint, "optimizer.safetensors"));
        Assert.That(state.Entries.Keys, Is.EquivalentTo(new[]
        {
            "1.weight.exp_avg", "1.weight.exp_avg_sq", "1.weight.step", "1.bias.exp_avg", "1.bias.exp_avg_sq", "1.bias.step",
        }));
    }

    [Test]
    public void UnusedParameters_AreWarnedAbout()
    {
        using var folder = new RunFolder();
        using var problem = new TinyProblem();
        using var model = new ModuleSequence<nn.Module>([problem.Model, new Orphan()]);
        new Trainer<Tensor>(new TrainerConfig { RunDir = folder.Path, MaxSteps = 2 }, problem.Parts with { Model = model }).Run();
        Assert.That(problem.Warnings, Is.EqualTo(new[]
        {
            "1 of 5 trainable parameters got no gradient in the first step: 1.lonely.",
        }));
    }

    [Test]
    public void Metrics_AreLoggedAsOftenAsAsked()
    {
        using var folder = new RunFolder();
        using var problem = new TinyProblem();
        new Trainer<Tensor>(new TrainerConfig { RunDir = folder.Path, MaxSteps = 10, LogEvery = 4 }, problem.Parts).Run();
        Assert.That(MetricsLog.Read(folder.In("metrics.jsonl")).Select(l => l.Step), Is.EqualTo(new[] { 4, 8 }));
    }

    private sealed class Orphan : NetworkModule
    {
        public Orphan()
            : base("orphan") =>
            AddWeight("lonely", [1], WeightInit.Zeros).Assign(zeros(1).DetachFromDisposeScope());
    }
}
