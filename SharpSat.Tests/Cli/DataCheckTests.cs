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
        Assert.That(run.Error, Does.Match("looking at clips 3/3 "), "it tells how far it is");
    }

    [Test]
    public void ATable_IsReadByTheColumnsThatOptionsName()
    {
        using var folder = new RunFolder();
        Assert.That(CliRun.Of("data", "render", folder.In("clips"), "--count", "2").Code, Is.Zero);
        var rows = Directory.GetFiles(folder.In("clips", "videos")).Order(StringComparer.Ordinal).Select((video, i) => $"caption number {i},clips/videos/{Path.GetFileName(video)}");
        File.WriteAllLines(folder.In("set.csv"), rows.Prepend("text,file"));
        var refused = CliRun.Of("data", "check", folder.In("set.csv"));
        Assert.That(refused.Code, Is.EqualTo(2));
        Assert.That(refused.Error, Does.Contain("has no column 'video' (video_column); it has text, file."));

        var run = CliRun.Of("data", "check", folder.In("set.csv"), "--video-column", "file", "--caption-column", "text");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Out, Does.Contain("caption number 1").And.Contain("2 clips, "));
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
