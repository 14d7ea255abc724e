namespace SharpSat.Tests.Cli;

public sealed class DemoTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("sharpsat-demo").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Demo_LeavesVideosSheetPlotsAndAdapter_AndRunsAgainOverItself()
    {
        var folder = Path.Combine(_folder, "demo");
        for (var round = 0; round < 2; round++)
        {
            var run = CliRun.Of("demo", "--out", folder, "--steps", "2");
            Assert.That(run.Code, Is.Zero, run.Error);
            Assert.That(run.Error, Does.Contain("[4 of 4]").And.Not.Contain("warning"));
        }

        Assert.That(Directory.GetFiles(Path.Combine(folder, "before"), "*.mp4"), Has.Length.EqualTo(6));
        Assert.That(Directory.GetFiles(Path.Combine(folder, "after"), "*.mp4"), Has.Length.EqualTo(6));
        foreach (var file in new[] { "contact-sheet.png", "loss.png", "star-lora.safetensors" })
        {
            Assert.That(new FileInfo(Path.Combine(folder, file)).Length, Is.GreaterThan(1000), file);
        }
    }

    [Test]
    public void Demo_IntoAFolderItDidNotWrite_Exits2_AndTouchesNothing()
    {
        var precious = Path.Combine(_folder, "lora");
        Directory.CreateDirectory(precious);
        var run = CliRun.Of("demo", "--out", _folder);
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("is not empty and no demo wrote it"));
        Assert.That(Directory.Exists(precious));
    }

    [Test]
    public void Demo_WithoutSteps_Exits2()
    {
        var run = CliRun.Of("demo", "--out", Path.Combine(_folder, "demo"), "--steps", "0");
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("--steps is 0"));
        Assert.That(Directory.Exists(Path.Combine(_folder, "demo")), Is.False);
    }
}
