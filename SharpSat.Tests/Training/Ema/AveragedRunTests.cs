using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Errors;
using SharpSat.Core.Training;
using static TorchSharp.torch;

namespace SharpSat.Tests.Training.Ema;

public sealed class AveragedRunTests
{
    private const int Steps = 9;

    private static TrainerConfig Config(string path) => new() { RunDir = path, MaxSteps = Steps, Lr = 0.02, SaveEvery = 4, EmaDecay = 0.5 };

    [Test]
    public void Averages_FollowTheWeights_AndLeaveTrainingAsItIs()
    {
        using var with = new RunFolder();
        using var without = new RunFolder();
        var averaged = Train(Config(with.Path));
        var plain = Train(Config(without.Path) with { EmaDecay = 0 });
        Assert.That(averaged, Is.EqualTo(plain));
        Assert.That(without.In("checkpoints", "step-000009", "ema.safetensors"), Does.Not.Exist);

        var (before, last, average) = (Read(with, 8, "model"), Read(with, 9, "model"), Read(with, 9, "ema"));
        var kept = Read(with, 8, "ema");
        foreach (var name in last.Keys)
        {
            Assert.That(average[name], Is.EqualTo(kept[name].Zip(last[name], (a, w) => (a + w) / 2)).Within(1e-6), name);
            Assert.That(average[name], Is.Not.EqualTo(last[name]).And.Not.EqualTo(before[name]), name);
        }
    }

    [Test]
    public void KillAndResume_EqualAnUninterruptedRun_BitForBit()
    {
        using var whole = new RunFolder();
        Train(Config(whole.Path));
        using var folder = new RunFolder();
        using (var first = new TinyProblem { AfterStep = step => { if (step == 6) { throw new IOException("killed"); } } })
        {
            Assert.That(() => new Trainer<Tensor>(Config(folder.Path), first.Parts).Run(), Throws.TypeOf<IOException>());
        }

        Train(Config(folder.Path), resume: true);
        Assert.That(Read(folder, 9, "ema"), Is.EqualTo(Read(whole, 9, "ema")));
        Assert.That(Read(folder, 9, "model"), Is.EqualTo(Read(whole, 9, "model")));
    }

    [Test]
    public void ARunWithoutAverages_DoesNotResumeWithThem()
    {
        using var folder = new RunFolder();
        Train(Config(folder.Path) with { EmaDecay = 0, MaxSteps = 4 });
        Assert.That(
            () => Train(Config(folder.Path), resume: true),
            Throws.TypeOf<InputException>().With.Message.Contains("has no ema.safetensors").And.Message.Contains("trainer.ema_decay 0"));
    }

    private static Dictionary<string, float[]> Train(TrainerConfig config, bool resume = false)
    {
        using var problem = new TinyProblem();
        new Trainer<Tensor>(config, problem.Parts).Run(resume);
        return problem.Weights();
    }

    private static Dictionary<string, float[]> Read(RunFolder folder, int step, string file)
    {
        using var source = SafetensorsFile.Open(folder.In("checkpoints", FormattableString.Invariant($"step-{step:000000}"), file + ".safetensors"));
        using var scope = NewDisposeScope();
        return source.Entries.Keys.ToDictionary(name => name, name => source.Read(name).data<float>().ToArray());
    }
}
