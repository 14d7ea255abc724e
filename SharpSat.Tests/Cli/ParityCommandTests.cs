using Newtonsoft.Json.Linq;
using SharpSat.Tests.Media;
using SharpSat.Tests.Parity;

namespace SharpSat.Tests.Cli;

public sealed class ParityCommandTests
{
    [Test]
    public void EqualNumbers_ExitWith0_AndShowEveryStage()
    {
        using var folder = new RecordedFolder();
        var run = CliRun.Of("parity", folder.Path);
        Assert.That(run.Code, Is.Zero, run.Out + run.Error);
        Assert.That(run.Out, Does.Contain("sat/schedules, 1 runs").And.Contain("steps").And.Contain(": pass"));
    }

    [Test]
    public void AMiss_ExitsWith1_AndNamesTheFirstDivergingStage()
    {
        using var folder = new RecordedFolder(steps: [249, 499, 748, 999]);
        var run = CliRun.Of("parity", folder.Path);
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Out, Does.Contain("first diverging stage: steps (run 'only'").And.Contain("749, recorded 748"));
    }

    [TestCase("caching", "roughly_equal_steps", "the kind 'caching'")]
    [TestCase("schedules", "unheard_of", "the op 'unheard_of'")]
    public void WhatIsNotReplayed_ExitsWith3_AndIsNamed(string kind, string op, string named)
    {
        using var folder = new RecordedFolder(kind, op);
        var run = CliRun.Of("parity", folder.Path);
        Assert.That(run.Code, Is.EqualTo(3), run.Out + run.Error);
        Assert.That(run.Out, Does.Contain($"not supported: {named}"));
    }

    [Test]
    public void AToleranceOfAnUnknownForm_ExitsWith3()
    {
        using var folder = new RecordedFolder();
        folder.Json["tolerances"]![0]!["relative_to"] = "median";
        folder.Save();
        var run = CliRun.Of("parity", folder.Path);
        Assert.That(run.Code, Is.EqualTo(3), run.Out + run.Error);
        Assert.That(run.Out, Does.Contain("not supported: the tolerance relative_to 'median'"));
    }

    [Test]
    public void Json_HoldsTheMissesForScripts()
    {
        using var good = new RecordedFolder();
        using var bad = new RecordedFolder(steps: [0, 499, 749, 999]);
        var run = CliRun.Of("parity", good.Path, bad.Path, "--json");
        Assert.That(run.Code, Is.EqualTo(1));
        var reports = JArray.Parse(run.Out);
        Assert.That(reports.Select(r => (bool)r["pass"]!), Is.EqualTo(new[] { true, false }));
        Assert.That((string?)reports[1]["first_miss"]!["stage"], Is.EqualTo("steps"));
    }

    [Test]
    public void AFolderWithoutACase_IsBadInput()
    {
        using var folder = new TemporaryFolder();
        var run = CliRun.Of("parity", folder.Path);
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("is no recorded case: it has no case.json"));
    }

    [Test]
    public void FilesBesideCases_AreSkipped_ButOneAloneIsRefused()
    {
        using var folder = new RecordedFolder();
        var file = Path.Combine(folder.Path, "case.json");
        Assert.That(CliRun.Of("parity", file, folder.Path).Code, Is.Zero);
        Assert.That(CliRun.Of("parity", file).Error, Does.Contain("is a file; name the folder"));
    }
}
