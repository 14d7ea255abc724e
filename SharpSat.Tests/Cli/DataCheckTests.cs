using SharpSat.Tests.Training;

namespace SharpSat.Tests.Cli;

public sealed class DataCheckTests
{
    [Test]
    public void AGoodFolder_GivesATableASummaryAndASheet()
    {
        using var folder = new RunFolder();
        Assert.That(CliRun.Of("data", "render", folder.In("clips"), "--count", "3").Code, Is.Zero);
        var run = CliRun.Of("data", "check", folder.In("clips"), "--sheet", folder.In("check.png"));
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Out, Does.Contain("17 of 17").And.Contain("3 clips, 6.4 s in all").And.Contain("64x64 (3)").And.Contain("3 different captions of 9 to 9 words"));
        Assert.That(new FileInfo(folder.In("check.png")).Length, Is.GreaterThan(1000));
    }

    [Test]
    public void EveryProblem_IsNamed_AndTheOtherClipsAreShown()
    {
        using var folder = new RunFolder();
        Assert.That(CliRun.Of("data", "render", folder.In("clips"), "--count", "3").Code, Is.Zero);
        var label = Directory.GetFiles(folder.In("clips", "labels")).Order(StringComparer.Ordinal).First();
        File.Delete(label);
        File.WriteAllText(folder.In("clips", "videos", "torn.mp4"), "no video");
        File.WriteAllText(folder.In("clips", "labels", "torn.txt"), "torn");
        var run = CliRun.Of("data", "check", folder.In("clips"));
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("2 problems:").And.Contain($"labels/{Path.GetFileName(label)} is missing").And.Contain("videos/torn.mp4: "));
        Assert.That(run.Out, Does.Contain("2 clips, "));
    }

    [Test]
    public void AnIllegalSize_IsRefused()
    {
        var run = CliRun.Of("data", "check", "nowhere", "--frames", "16");
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("16"));
    }
}
