using SharpSat.Core.Training;
using SharpSat.Core.Training.Validation;
using static TorchSharp.torch;

namespace SharpSat.Tests.Training.Validation;

public sealed class ValidationTests
{
    private static TrainerConfig Config(string path) => new() { RunDir = path, MaxSteps = 7, Lr = 0.02, SaveEvery = 2, EmaDecay = 0.9 };

    [Test]
    public void Looks_AreTakenAtTheirStepsAndAtTheEnd_AndTrainingIsAsWithoutThem()
    {
        using var folder = new RunFolder();
        using var problem = new TinyProblem();
        var look = new Look(problem);
        new Trainer<Tensor>(Config(folder.In("a")), problem.Parts with { Validation = look }).Run();
        using var plain = new TinyProblem();
        new Trainer<Tensor>(Config(folder.In("b")), plain.Parts).Run();
        Assert.That(problem.Weights(), Is.EqualTo(plain.Weights()));

        var lines = ValidationLog.Read(folder.In("a", "validation.jsonl"));
        Assert.That(lines.Select(l => l.Step), Is.EqualTo(new long[] { 3, 6, 7 }));
        Assert.That(lines.Select(l => l.Averaged!["weight"]), Is.Not.EqualTo(lines.Select(l => l.Figures["weight"])));
        Assert.That(look.Moments.Select(m => m.Averaged), Is.EqualTo(new[] { false, true, false, true, false, true }));
        Assert.That(look.Moments[0].Folder, Is.EqualTo(folder.In("a", "samples", "step-000003")));
        Assert.That(look.WasTraining, Is.False);
        Assert.That(folder.In("b", "validation.jsonl"), Does.Not.Exist);
    }

    [Test]
    public void KilledAfterALook_TheResumedRunHasNeitherGapNorRepeat()
    {
        using var folder = new RunFolder();
        using (var first = new TinyProblem { AfterStep = step => { if (step == 4) { throw new IOException("killed"); } } })
        {
            Assert.That(
                () => new Trainer<Tensor>(Config(folder.Path), first.Parts with { Validation = new Look(first) }).Run(), Throws.TypeOf<IOException>());
        }

        Assert.That(ValidationLog.Read(folder.In("validation.jsonl")).Select(l => l.Step), Is.EqualTo(new long[] { 3 }));
        using var second = new TinyProblem();
        new Trainer<Tensor>(Config(folder.Path), second.Parts with { Validation = new Look(second) }).Run(resume: true);
        Assert.That(ValidationLog.Read(folder.In("validation.jsonl")).Select(l => l.Step), Is.EqualTo(new long[] { 3, 6, 7 }));
    }

    private sealed class Look(TinyProblem problem) : IValidation
    {
        public List<ValidationMoment> Moments { get; } = [];

        public bool WasTraining { get; private set; }

        public long Every => 3;

        public IReadOnlyDictionary<string, double> Run(ValidationMoment moment)
        {
            Moments.Add(moment);
            WasTraining |= problem.Model.training;
            return new Dictionary<string, double> { ["weight"] = problem.Weights().Values.First()[0] };
        }
    }
}
