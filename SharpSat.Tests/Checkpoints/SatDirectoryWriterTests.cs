using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Tests.Checkpoints.TorchPickle;

namespace SharpSat.Tests.Checkpoints;

public sealed class SatDirectoryWriterTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("sharpsat").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(null, "release", 0)]
    [TestCase(1200L, "1200", 1200)]
    public void Write_IsReadBack(long? iteration, string tag, long expected)
    {
        using var source = TorchFileWriterTests.Zoo();
        var written = SatDirectoryWriter.Write(_folder, source, iteration, new JObject { ["hidden_size"] = 64 });
        Assert.That((written.Tag, written.Iteration, (int)written.ReadConfig()!["hidden_size"]!), Is.EqualTo((tag, expected, 64)));
        Assert.That(File.ReadAllText(Path.Combine(_folder, SatDirectory.LatestFile)), Is.EqualTo(tag));
        using var read = written.OpenWeights();
        SameWeights.Assert(read, source);
        Assert.That(Directory.EnumerateFiles(_folder, "*.tmp", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public void Write_Again_KeepsTheOlderCheckpoint_AndTheConfig()
    {
        using var source = TorchFileWriterTests.Zoo();
        SatDirectoryWriter.Write(_folder, source, 1, new JObject { ["a"] = 1 });
        SatDirectoryWriter.Write(_folder, source, 2);
        Assert.That(SatDirectory.Open(_folder).Tag, Is.EqualTo("2"));
        Assert.That(SatDirectory.Open(_folder, "1").ReadConfig(), Is.Not.Null);
    }

    [Test]
    public void Write_BadRequest_NamesTheRule_AndWritesNothing()
    {
        using var source = TorchFileWriterTests.Zoo();
        using var empty = new MemoryWeights([], "nothing");
        Assert.That(Refusal(() => SatDirectoryWriter.Write(_folder, source, 0)), Does.Contain("at least 1, not 0").And.Contain("'release'"));
        Assert.That(Refusal(() => SatDirectoryWriter.Write(_folder, empty, 1)), Does.Contain("'nothing' has no weights"));
        Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
    }

    [Test]
    public void Write_OverACheckpointOfSeveralRanks_IsRefused()
    {
        using var source = TorchFileWriterTests.Zoo();
        Directory.CreateDirectory(Path.Combine(_folder, "5"));
        File.WriteAllText(Path.Combine(_folder, "5", "mp_rank_01_model_states.pt"), "x");
        Assert.That(Refusal(() => SatDirectoryWriter.Write(_folder, source, 5)), Does.Contain("split over model-parallel ranks"));
    }

    private static string Refusal(Action write) => Assert.Throws<InputException>(write)!.Message;
}
