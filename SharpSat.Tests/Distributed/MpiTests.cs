using System.Diagnostics;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Training.Runs;
using SharpSat.Core.Training.Validation;
using SharpSat.Tests.Training;
using TorchSharp;

namespace SharpSat.Tests.Distributed;

/// <summary>Real processes over OpenMPI.</summary>
[Category("Slow")]
public sealed class MpiTests
{
    [SetUp]
    public void RequireMpi() => MpiRun.Require();

    [Test]
    public void OneTwoAndFourRanks_GiveTheSameLossesAndWeights()
    {
        using var folder = new RunFolder();
        var runs = new (int Ranks, bool Shard)[] { (1, false), (2, false), (4, false), (4, true) }.Select(run =>
        {
            var path = folder.In($"run-{run.Ranks}-{run.Shard}");
            var (code, output) = MpiRun.Finish(MpiRun.Start(run.Ranks, Arguments(path, 4 / run.Ranks, run.Shard)));
            Assert.That(code, Is.Zero, output);
            return path;
        }).ToList();

        var losses = runs.Select(path => MetricsLog.Read(Path.Combine(path, "metrics.jsonl")).Select(line => line.Loss).ToList()).ToList();
        Assert.That(losses[0], Has.Count.EqualTo(3));
        Assert.That(losses.Skip(1), Is.All.EqualTo(losses[0]).Within(1e-5));
        Assert.That(runs.Skip(1).Select(path => Distance(runs[0], path)), Is.All.LessThan(1e-5));
        Assert.That(Distance(runs[2], runs[3]), Is.Zero, "a divided optimizer changes nothing");
    }

    [Test]
    public void Validation_DividedOverRanks_GivesTheFiguresOfOne()
    {
        using var folder = new RunFolder();
        const string Validation = """validation={ "every": 2, "clips": 5, "bins": 2, "prompts": ["a", "b", "c"], "data": { "target": "moving_shapes", "params": { "count": 5, "frames": 9, "seed": 9 } } }""";
        var lines = new[] { 1, 2 }.Select(ranks =>
        {
            var path = folder.In($"run-{ranks}");
            var (code, output) = MpiRun.Finish(MpiRun.Start(ranks, [.. Arguments(path, 4 / ranks, shard: false), "--set", "sampling.frames=9", "--set", "sampling.steps=2", "--set", Validation]));
            Assert.That(code, Is.Zero, output);
            Assert.That(output, Does.Contain("validation loss"));
            Assert.That(Directory.GetFiles(Path.Combine(path, "samples", "step-000003"), "*.mp4"), Has.Length.EqualTo(3));
            return ValidationLog.Read(Path.Combine(path, "validation.jsonl"));
        }).ToList();
        Assert.That(lines[0].Select(line => line.Step), Is.EqualTo(new long[] { 2, 3 }));
        Assert.That(lines[1].Select(line => line.Step), Is.EqualTo(new long[] { 2, 3 }));
        foreach (var (one, two) in lines[0].Zip(lines[1]))
        {
            Assert.That(two.Figures.Keys, Is.EqualTo(one.Figures.Keys));
            Assert.That(two.Figures.Values, Is.EqualTo(one.Figures.Values).Within(1e-5), "the weights differ by rounding");
        }
    }

    [Test]
    public void RankThatIsKilled_EndsTheJob_WithinHalfAMinute()
    {
        using var folder = new RunFolder();
        using var job = MpiRun.Start(2, Arguments(folder.Path, 2, shard: false, steps: 100000));
        var log = folder.In("metrics.jsonl");
        Assert.That(() => File.Exists(log) && new FileInfo(log).Length > 0, Is.True.After(120000, 100), "training began");
        var rank = Children(job.Id).First();
        rank.Kill();
        var clock = Stopwatch.StartNew();
        var (code, output) = MpiRun.Finish(job);
        Assert.That(code, Is.Not.Zero);
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)));
        Assert.That(output, Does.Match(@"rank \d .*on node \S+ exited on signal 9"), "who it was, and where");
    }

    [Test]
    public void BadInput_IsSaidByName_AndEndsTheJob()
    {
        using var folder = new RunFolder();
        var (code, output) = MpiRun.Finish(MpiRun.Start(2, "train", "tiny", "--set", $"trainer.run_dir={folder.In("run")}", "--set", """data={ "target": "video_folder", "params": { "path": "/nowhere", "frames": 5, "height": 64, "width": 64 } }"""));
        Assert.That(code, Is.EqualTo(2), output);
        Assert.That(output, Does.Contain("of 2 on ").And.Contain("/nowhere"));
    }

    private static string[] Arguments(string path, int batch, bool shard, int steps = 3) =>
    [
        "train", "tiny",
        "--set", "data.target=moving_shapes", "--set", "data.params.count=8", "--set", "data.params.frames=9",
        "--set", "training.timesteps.target=uniform_timesteps",
        "--set", $"trainer.run_dir={path}", "--set", $"trainer.max_steps={steps}", "--set", $"trainer.batch_size={batch}",
        "--set", $"trainer.shard_optimizer={(shard ? "true" : "false")}", "--set", "trainer.threads=1", "--set", "trainer.eps=1e-4",
    ];

    // Largest difference of two runs' weights, relative to the largest weight.
    private static double Distance(string a, string b)
    {
        using var scope = torch.NewDisposeScope();
        using var first = SafetensorsFile.Open(Weights(a));
        using var second = SafetensorsFile.Open(Weights(b));
        var off = first.Entries.Keys.Max(name => (first.Read(name) - second.Read(name)).abs().max().item<float>());
        return off / first.Entries.Keys.Max(name => first.Read(name).abs().max().item<float>());
    }

    private static string Weights(string run) => Path.Combine(run, "checkpoints", "step-000003", "model.safetensors");

    private static IEnumerable<Process> Children(int parent) =>
        File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => Process.GetProcessById(int.Parse(id, System.Globalization.CultureInfo.InvariantCulture)));
}
