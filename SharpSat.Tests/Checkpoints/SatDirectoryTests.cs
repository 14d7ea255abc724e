using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Tests.Checkpoints.TorchPickle;
using SharpSat.Tests.Golden;

namespace SharpSat.Tests.Checkpoints;

/// <summary>SAT checkpoint directories: the reading side of case checkpoint-io.</summary>
public sealed class SatDirectoryTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("sharpsat").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("plain_inference", "100")]
    [TestCase("release", "release")]
    public void Open_FollowsLatest(string run, string tag)
    {
        using var golden = GoldenCase.Open("sat", "checkpoint-io");
        var recorded = golden.Runs.Single(r => (string?)r["name"] == run);
        var path = Path.Combine(golden.Folder, (string)recorded["load"]!["dir"]!);
        var checkpoint = SatDirectory.Open(path);
        Assert.That(checkpoint.Tag, Is.EqualTo(tag));
        Assert.That(checkpoint.Iteration, Is.EqualTo((long)recorded["expect_json"]!["returned_iteration"]!));
        using var direct = checkpoint.OpenWeights();
        using var sniffed = WeightFiles.Open(path);
        using var inside = WeightFiles.Open(Path.Combine(path, tag));
        SameWeights.Assert(sniffed, direct);
        SameWeights.Assert(inside, direct);
    }

    [Test]
    public void OpenWeights_WithAPrefix_TakesThatPart()
    {
        using var golden = GoldenCase.Open("sat", "checkpoint-io");
        using var part = SatDirectory.Open(Path.Combine(golden.Folder, "full")).OpenWeights("transformer.layers.1.");
        Assert.That(part.Entries.Keys, Does.Contain("attention.dense.weight"));
        Assert.That(part.Entries.Keys, Has.None.StartsWith("transformer."));
    }

    [TestCase("abc")]
    [TestCase("0")]
    [TestCase("-1")]
    [TestCase("../100")]
    [TestCase("")]
    public void Open_BadLatest_NamesTheRule(string latest)
    {
        Write("50", latest);
        Assert.That(Refusal(), Does.Contain("must hold an iteration from 1 on or 'release'").And.Contain("Checkpoints there: 50."));
    }

    [TestCase(" 50\n")]
    [TestCase("050")]
    public void Open_Latest_IsReadAsANumber(string latest)
    {
        Write("50", latest);
        Assert.That(SatDirectory.Open(_folder).Tag, Is.EqualTo("50"));
    }

    [Test]
    public void Open_WithoutLatest_NamesTheFile()
    {
        Assert.That(Refusal(), Does.Contain("the file 'latest'").And.Contain("is missing"));
        Assert.That(Assert.Catch<InputException>(() => SatDirectory.Open(Path.Combine(_folder, "no")))!.Message, Does.Contain("does not exist"));
    }

    [Test]
    public void Open_LatestThatIsNotThere_ListsWhatIs()
    {
        Write("50", "60");
        Assert.That(Refusal(), Does.Contain("should have the checkpoint '60'").And.Contain("Checkpoints there: 50."));
    }

    [Test]
    public void Open_AnotherTag_TakesIt()
    {
        Write("50-ema", "50");
        Assert.That(SatDirectory.Open(_folder, "50-ema").ModelFile, Does.Contain("50-ema"));
        Assert.Throws<InputException>(() => SatDirectory.Open(_folder, "../" + Path.GetFileName(_folder)));
    }

    [Test]
    public void Open_SplitOverRanks_IsRefused()
    {
        Write("50", "50");
        File.WriteAllText(Path.Combine(_folder, "50", "mp_rank_01_model_states.pt"), "x");
        Assert.That(Refusal(), Does.Contain("split over several model-parallel ranks"));
    }

    [Test]
    public void ReadConfig_IsTheObject_OrNullWithoutOne()
    {
        Write("50", "50");
        Assert.That(SatDirectory.Open(_folder).ReadConfig(), Is.Null);
        File.WriteAllText(Path.Combine(_folder, SatDirectory.ConfigFile), """{"hidden_size": 64}""");
        Assert.That((int)SatDirectory.Open(_folder).ReadConfig()!["hidden_size"]!, Is.EqualTo(64));
        File.WriteAllText(Path.Combine(_folder, SatDirectory.ConfigFile), "[");
        Assert.Throws<InputException>(() => SatDirectory.Open(_folder).ReadConfig());
    }

    private string Refusal() => Assert.Catch<InputException>(() => SatDirectory.Open(_folder))!.Message;

    private void Write(string tag, string latest)
    {
        Directory.CreateDirectory(Path.Combine(_folder, tag));
        File.WriteAllText(Path.Combine(_folder, tag, SatDirectory.WeightsFile), "x");
        File.WriteAllText(Path.Combine(_folder, SatDirectory.LatestFile), latest);
    }
}
