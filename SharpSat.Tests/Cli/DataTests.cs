using SharpSat.Video.Media;

namespace SharpSat.Tests.Cli;

/// <summary>Clips in and out of the command line.</summary>
public sealed class DataTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("sharpsat-data").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Render_ThenTrainOnTheFolder()
    {
        var render = Render("--count", "2", "--include", "red-circle-left-black", "--seed", "4");
        Assert.That(render.Code, Is.Zero, render.Error);
        Assert.That(Names("labels"), Is.EqualTo(new[] { "0000-red-circle-left-black.txt", "0001-red-circle-left-black.txt" }));
        Assert.That(File.ReadAllText(In("clips", "labels", Names("labels")[0])).Trim(), Is.EqualTo("a red circle moving left on a black background"));
        var info = VideoProbe.Probe(In("clips", "videos", Names("videos")[0]));
        Assert.That((info.Width, info.Height, info.FrameCount, Math.Round(info.Fps, 3)), Is.EqualTo((64, 64, 17, 8.0)));

        var train = CliRun.Of(["train", Config(17), "--dry-run"]);
        Assert.That(train.Code, Is.Zero, train.Error);
        Assert.That(train.Error, Does.Contain("2 clips"));
    }

    [Test]
    public void Render_FolderInUse_NeedsForce()
    {
        Render("--count", "1");
        var again = Render("--count", "1");
        Assert.That(again.Code, Is.EqualTo(2));
        Assert.That(again.Error, Does.Contain("is not empty"));
        Assert.That(Render("--count", "1", "--force").Code, Is.Zero);
    }

    [TestCase("--shapes", "sqare", "Did you mean 'square'")]
    [TestCase("--exclude", "red-blob", "'blob' in 'red-blob' is no colour, shape, direction or background.")]
    [TestCase("--count", "-1", "count must be at least 0")]
    [TestCase("--count", "many", "Cannot parse argument 'many'")]
    public void Render_BadWords_Exit2_AndWriteNothing(string option, string value, string expected)
    {
        var run = Render(option, value);
        Assert.That(run.Code, Is.EqualTo(2), run.Error);
        Assert.That(run.Error, Does.Contain(expected));
        Assert.That(Directory.Exists(In("clips")), Is.False);
    }

    [Test]
    public void Train_ClipTooShort_NamesTheFile()
    {
        Render("--count", "1");
        var run = CliRun.Of("train", Config(17), "--set", "data.params.fps=4", "--set", $"trainer.run_dir={In("run")}");
        Refused(run, Names("videos")[0]);
    }

    [Test]
    public void Train_CorruptClip_NamesTheFile()
    {
        Render("--count", "2");
        var broken = In("clips", "videos", Names("videos")[1]);
        File.WriteAllBytes(broken, File.ReadAllBytes(broken)[..200]);
        Refused(CliRun.Of("train", Config(17), "--set", $"trainer.run_dir={In("run")}"), Names("videos")[1]);
    }

    [Test]
    public void Train_ClipWithoutCaption_NamesTheFile()
    {
        Render("--count", "2");
        File.Delete(In("clips", "labels", Names("labels")[0]));
        Refused(CliRun.Of("train", Config(17), "--set", $"trainer.run_dir={In("run")}"), Path.GetFileNameWithoutExtension(Names("videos")[0]));
    }

    [Test]
    public void Train_LfsPointerAsWeights_IsNamedAsSuch()
    {
        Render("--count", "1");
        File.WriteAllText(In("w.safetensors"), "version https://git-lfs.github.com/spec/v1\noid sha256:0000\nsize 12345\n");
        Refused(CliRun.Of("train", Config(17), "--set", $"model.weights={In("w.safetensors")}", "--set", $"trainer.run_dir={In("run")}"), "LFS");
    }

    [Test]
    public void Train_TruncatedWeights_AreNamed()
    {
        Render("--count", "1");
        File.WriteAllBytes(In("w.safetensors"), [100, 0, 0, 0, 0, 0, 0, 0, (byte)'{']);
        Refused(CliRun.Of("train", Config(17), "--set", $"model.weights={In("w.safetensors")}", "--set", $"trainer.run_dir={In("run")}"), "w.safetensors");
    }

    private void Refused(CliRun run, string expected)
    {
        Assert.That(run.Code, Is.EqualTo(2), run.Error);
        Assert.That(run.Error, Does.Contain("error: ").And.Contain(expected).And.Not.Contain("   at "));
        Assert.That(Directory.Exists(In("run")), Is.False);
    }

    private CliRun Render(params string[] options) => CliRun.Of(["data", "render", In("clips"), .. options]);

    private string[] Names(string kind) => [.. Directory.GetFiles(In("clips", kind)).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    private string Config(int frames)
    {
        var path = In("run.json");
        File.WriteAllText(path, $$"""
            { "model": { "preset": "tiny" },
              "data": { "target": "video_folder", "params": { "path": {{Newtonsoft.Json.JsonConvert.ToString(In("clips"))}}, "frames": {{frames}}, "height": 64, "width": 64 } },
              "trainer": { "run_dir": "set by the test" } }
            """);
        return path;
    }

    private string In(params string[] names) => Path.Combine([_folder, .. names]);
}
