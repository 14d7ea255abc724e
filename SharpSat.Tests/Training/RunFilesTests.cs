using System.Globalization;
using SharpSat.Core.Errors;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Runs;
using SkiaSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Training;

public sealed class RunFilesTests
{
    [Test]
    public void HalfWrittenCheckpoint_IsIgnoredAndCleanedUp()
    {
        using var folder = new RunFolder();
        var store = new CheckpointStore(folder.In("checkpoints"));
        store.Write(5, Fill);
        Assert.That(
            () => store.Write(10, path =>
            {
                Fill(path);
                throw new InvalidOperationException("killed");
            }),
            Throws.TypeOf<InvalidOperationException>());
        Assert.That(folder.Checkpoints(), Does.Contain("step-000010.partial"));
        Assert.That(store.Latest()!.Step, Is.EqualTo(5));
        store.Prune(2);
        Assert.That(folder.Checkpoints(), Is.EqualTo(new[] { "step-000005" }));
    }

    [TestCase("manifest.json", "{", "its manifest.json is damaged")]
    [TestCase("manifest.json", "{\"format\":1,\"step\":9,\"sha256\":{}}", "its manifest is of step 9")]
    [TestCase("manifest.json", null, "'manifest.json' is missing")]
    [TestCase("a.bin", "other", "'a.bin' is damaged")]
    [TestCase("a.bin", null, "'a.bin' is missing")]
    public void DamagedCheckpoint_IsPassedOverForThePreviousOne(string file, string? content, string why)
    {
        using var folder = new RunFolder();
        var store = new CheckpointStore(folder.In("checkpoints"));
        store.Write(5, Fill);
        var last = store.Write(10, Fill);
        var path = Path.Combine(last.Folder, file);
        File.Delete(path);
        if (content is not null)
        {
            File.WriteAllText(path, content);
        }

        var warnings = new List<string>();
        Assert.That(store.Latest(warnings.Add)!.Step, Is.EqualTo(5));
        Assert.That(warnings.Single(), Does.Contain(why));
    }

    [Test]
    public void Write_ReplacesADamagedCheckpointOfTheSameStep()
    {
        using var folder = new RunFolder();
        var store = new CheckpointStore(folder.In("checkpoints"));
        File.Delete(Path.Combine(store.Write(5, Fill).Folder, "a.bin"));
        store.Write(5, Fill);
        Assert.That(store.Latest()!.Step, Is.EqualTo(5));
    }

    [Test]
    public void FullDisk_KeepsEarlierCheckpoints_AndNamesTheStep()
    {
        using var folder = new RunFolder();
        var store = new CheckpointStore(folder.In("checkpoints"));
        store.Write(5, Fill);
        Assert.That(
            () => store.Write(10, _ => throw new IOException("No space left on device")),
            Throws.TypeOf<IOException>().With.Message.EqualTo(
                "The checkpoint of step 10 could not be written (No space left on device); earlier ones are untouched."));
        Assert.That(folder.Checkpoints(), Is.EqualTo(new[] { "step-000005" }));
    }

    [TestCase(0, 4)]
    [TestCase(1, 1)]
    [TestCase(3, 3)]
    public void Prune_KeepsTheNewest(int keep, int left)
    {
        using var folder = new RunFolder();
        var store = new CheckpointStore(folder.In("checkpoints"));
        foreach (var step in new[] { 9, 10, 100, 2_000_000 })
        {
            store.Write(step, Fill);
        }

        store.Prune(keep);
        var steps = folder.Checkpoints().Select(name => int.Parse(name[5..], CultureInfo.InvariantCulture)).Order();
        Assert.That(steps, Is.EqualTo(new[] { 9, 10, 100, 2_000_000 }.TakeLast(left)));
    }

    [Test]
    public void Prune_LeavesThoseToKeepForGood()
    {
        using var folder = new RunFolder();
        var store = new CheckpointStore(folder.In("checkpoints"));
        for (var step = 10; step <= 70; step += 10)
        {
            store.Write(step, Fill);
            store.Prune(2, keepEvery: 30);
        }

        Assert.That(folder.Checkpoints(), Is.EqualTo(new[] { "step-000030", "step-000060", "step-000070" }));
    }

    [Test]
    public void SpaceForCheckpoints_CountsThoseToKeepForGood() => Assert.That(
        new TrainerConfig { RunDir = "run", MaxSteps = 1000, SaveEvery = 100, KeepEvery = 300 }.CheckpointsToFit(step: 300, present: 3),
        Is.EqualTo(1 + 2));

    [Test]
    public void Prune_AfterADamagedCheckpoint_KeepsTheCompleteOne()
    {
        using var folder = new RunFolder();
        var store = new CheckpointStore(folder.In("checkpoints"));
        store.Write(100, Fill);
        File.Delete(Path.Combine(store.Write(200, Fill).Folder, "a.bin"));
        Assert.That(store.Latest()!.Step, Is.EqualTo(100));
        store.Prune(1);
        Assert.That(store.Latest()!.Step, Is.EqualTo(100));

        store.Write(200, Fill);
        store.Prune(1);
        Assert.That(folder.Checkpoints(), Is.EqualTo(new[] { "step-000200" }));
        Assert.That(store.Latest()!.Step, Is.EqualTo(200));
    }

    [Test]
    public void UnwritableRunDirectory_IsFoundAtOnce()
    {
        using var folder = new RunFolder();
        File.WriteAllText(folder.In("file"), string.Empty);
        Assert.That(
            () => RunDirectory.Open(folder.In("file", "run"), resume: false),
            Throws.TypeOf<InputException>().With.Message.Contains("cannot be written"));
    }

    [Test]
    public void Check_FindsWhatOpenWouldRefuse_AndLeavesNothingBehind()
    {
        using var folder = new RunFolder();
        File.WriteAllText(folder.In("file"), string.Empty);
        new CheckpointStore(folder.In("run", "checkpoints")).Write(5, Fill);
        Assert.That(() => RunDirectory.Check(folder.In("file", "run"), resume: false), Throws.TypeOf<InputException>().With.Message.Contains("cannot be written"));
        Assert.That(() => RunDirectory.Check(folder.In("run"), resume: false), Throws.TypeOf<InputException>().With.Message.Contains("--resume"));
        Assert.That(() => RunDirectory.Check(folder.In("new", "run"), resume: true), Throws.TypeOf<InputException>().With.Message.Contains("no checkpoint"));
        RunDirectory.Check(folder.In("run"), resume: true);
        RunDirectory.Check(folder.In("new", "run"), resume: false);
        Assert.That(Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName), Is.EquivalentTo(new[] { "file", "run" }));
        Assert.That(Directory.GetFileSystemEntries(folder.In("run")).Select(Path.GetFileName), Is.EqualTo(new[] { "checkpoints" }));
    }

    [Test]
    public void SecondRunInTheSameFolder_IsRefusedWhileTheFirstGoesOn()
    {
        using var folder = new RunFolder();
        using (RunDirectory.Open(folder.Path, resume: false))
        {
            Assert.That(
                () => RunDirectory.Open(folder.Path, resume: false),
                Throws.TypeOf<InputException>().With.Message.StartsWith("Another run is using"));
        }

        Assert.That(() => RunDirectory.Open(folder.Path, resume: false).Dispose(), Throws.Nothing);
    }

    [Test]
    public void TooLittleDiskSpace_SaysWhatIsNeeded()
    {
        using var folder = new RunFolder();
        Assert.That(
            () => DiskSpace.Require(folder.Path, 1L << 60),
            Throws.TypeOf<InputException>().With.Message.Contains("1,099,511,627,776 MiB").And.Message.Contains("keep_last"));
        Assert.That(() => DiskSpace.Require(folder.Path, 1), Throws.Nothing);
    }

    [TestCase(0, 0, 2, 3)]
    [TestCase(500, 2, 2, 1)]
    [TestCase(500, 1, 2, 2)]
    [TestCase(0, 5, 2, 1)]
    [TestCase(0, 2, 0, 10)]
    [TestCase(900, 0, 2, 1)]
    [TestCase(1000, 1, 2, 0)]
    public void SpaceForCheckpoints_DoesNotCountThoseThatLieThere(long step, int present, int keep, long expected) => Assert.That(
        new TrainerConfig { RunDir = "run", MaxSteps = 1000, SaveEvery = 100, KeepLast = keep }.CheckpointsToFit(step, present),
        Is.EqualTo(expected));

    [Test]
    public void MetricsLog_ReadsUpToALineThatWasCutOff_AndContinuesFromTheCheckpoint()
    {
        using var folder = new RunFolder();
        var path = folder.In("metrics.jsonl");
        File.WriteAllText(path, "{\"step\":1,\"loss\":3.0}\n{\"step\":2,\"loss\":2.0}\n{\"step\":3,\"loss\":1.0}\n{\"step\":4,\"lo");
        Assert.That(MetricsLog.Read(path).Select(l => l.Step), Is.EqualTo(new[] { 1, 2, 3 }));
        using (new MetricsLog(path, lastStep: 2))
        {
            Assert.That(MetricsLog.Read(path).Select(l => l.Loss), Is.EqualTo(new[] { 3.0, 2.0 }));
        }
    }

    [Test]
    public void LossPlot_DrawsBothCurvesAndLabels()
    {
        using var folder = new RunFolder();
        var lines = Enumerable.Range(1, 400).Select(i => new MetricsLine { Step = i, Loss = 1.0 / i + (0.1 * Math.Sin(i)) }).ToList();
        LossPlot.Draw([.. lines, new MetricsLine { Step = 401, Loss = double.NaN }], folder.In("loss.png"));
        using var picture = SKBitmap.Decode(folder.In("loss.png"));
        Assert.That((picture.Width, picture.Height), Is.EqualTo((900, 500)));
        Assert.That(picture.Pixels.Count(p => p.Blue > 200 && p.Blue - p.Red > 60), Is.GreaterThan(300), "raw loss");
        Assert.That(picture.Pixels.Count(p => p == SKColors.Navy), Is.GreaterThan(300), "running mean");
        Assert.That(Ink(picture, new SKRectI(0, 0, 20, 500)), Is.GreaterThan(50), "label of the loss axis");
        Assert.That(Ink(picture, new SKRectI(100, 475, 880, 500)), Is.GreaterThan(50), "label of the step axis");
    }

    [Test]
    public void Smoothing_OfAConstantIsTheConstant()
    {
        Assert.That(LossPlot.Smooth([.. Enumerable.Repeat(2.0, 100)]), Is.All.EqualTo(2.0).Within(1e-12));
    }

    private static int Ink(SKBitmap picture, SKRectI part) =>
        picture.Pixels.Where((p, i) => part.Contains(i % picture.Width, i / picture.Width) && p.Red < 128).Count();

    private static void Fill(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "a.bin"), "first");
        File.WriteAllText(Path.Combine(folder, "b.bin"), "second");
    }
}
