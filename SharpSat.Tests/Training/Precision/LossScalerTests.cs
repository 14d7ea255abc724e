using SharpSat.Core.Training;
using SharpSat.Core.Training.Precision;
using SharpSat.Core.Training.Runs;
using static TorchSharp.torch;

namespace SharpSat.Tests.Training.Precision;

public sealed class LossScalerTests
{
    [Test]
    public void GoodSteps_DoubleTheFactor_AndOverflowHalvesIt()
    {
        var scaler = new LossScaler();
        for (var i = 0; i < LossScaler.GrowthInterval - 1; i++)
        {
            scaler.Good();
        }

        Assert.That(scaler.Scale, Is.EqualTo(65536));
        scaler.Good();
        Assert.That(scaler.Scale, Is.EqualTo(131072));
        Assert.That(scaler.Overflow());
        Assert.That(scaler, Has.Property("Scale").EqualTo(65536).And.Property("GoodSteps").Zero);
    }

    [Test]
    public void Overflow_WithNothingLeftToHalve_SaysSo()
    {
        var scaler = new LossScaler();
        Assert.That(Enumerable.Range(0, 16).Select(_ => scaler.Overflow()), Is.All.True);
        Assert.That(scaler.Overflow(), Is.False);
    }

    [Test]
    public void OverflowingStep_IsLeftOut_AndAResumeGoesOnWithTheSmallerFactor()
    {
        using var folder = new RunFolder();
        var weights = new List<float[]>();
        TinyProblem? asked = null;
        using var problem = asked = new TinyProblem(noisy: false) { LossFactor = step => step == 3 ? 1e36 : 1, AfterStep = _ => weights.Add(Weights(asked!)) };
        var config = new TrainerConfig { RunDir = folder.Path, MaxSteps = 4, Precision = "fp16", Lr = 0.01 };
        new Trainer<Tensor>(config, problem.Parts).Run();

        Assert.That(weights.Zip(weights.Skip(1), (a, b) => a.SequenceEqual(b)), Is.EqualTo(new[] { false, true, false }), "only step 3 changes nothing");
        Assert.That(problem.Warnings.Single(), Does.StartWith("Step 3 is left out: its fp16 gradients overflow.").And.Contains("32768"));
        Assert.That(problem.Reports.Select(r => r.Metrics["loss_scale"]), Is.EqualTo(new[] { 65536.0, 65536, 65536, 32768 }));
        Assert.That(MetricsLog.Read(folder.In("metrics.jsonl"))[2].GradNorm, Is.NaN);

        using var resumed = Problem(_ => 1);
        new Trainer<Tensor>(config with { MaxSteps = 6 }, resumed.Parts).Run(resume: true);
        Assert.That(resumed.Reports.Select(r => r.Metrics["loss_scale"]), Is.All.EqualTo(32768));
    }

    [Test]
    public void Overflow_ThatNoFactorMends_StopsTheRun()
    {
        using var folder = new RunFolder();
        using var problem = Problem(_ => 1e38);
        Assert.That(
            () => new Trainer<Tensor>(new TrainerConfig { RunDir = folder.Path, MaxSteps = 40, Precision = "fp16" }, problem.Parts).Run(),
            Throws.TypeOf<TrainingDivergedException>().With.Message.Contains("Training stopped at step 17: the gradient of '"));
    }

    [Test]
    public void Scaling_ChangesNoWeight_WhereNothingOverflows()
    {
        using var folder = new RunFolder();
        using var plain = Problem(_ => 1);
        using var scaled = Problem(_ => 1);
        new Trainer<Tensor>(new TrainerConfig { RunDir = folder.In("plain"), MaxSteps = 5 }, plain.Parts).Run();
        new Trainer<Tensor>(new TrainerConfig { RunDir = folder.In("scaled"), MaxSteps = 5, Precision = "fp16" }, scaled.Parts).Run();

        // The problem computes in float32 whatever the precision, and powers of two scale exactly.
        Assert.That(Weights(scaled), Is.EqualTo(Weights(plain)));
    }

    private static TinyProblem Problem(Func<long, double> factor) => new(noisy: false) { LossFactor = factor };

    private static float[] Weights(TinyProblem problem) => [.. problem.Weights().OrderBy(w => w.Key, StringComparer.Ordinal).SelectMany(w => w.Value)];
}
