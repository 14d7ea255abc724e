using SharpSat.Core.Errors;
using SharpSat.Tests.Media;
using SharpSat.Video.Data.Shards;

namespace SharpSat.Tests.Data.Shards;

public sealed class ShardPathsTests
{
    [TestCase("s/{0008..0011}.tar", "s/0008.tar", "s/0009.tar", "s/0010.tar", "s/0011.tar")]
    [TestCase("s-{8..10}.tar", "s-8.tar", "s-9.tar", "s-10.tar")]
    [TestCase("{b,a}/x{1..2}.tar", "b/x1.tar", "b/x2.tar", "a/x1.tar", "a/x2.tar")]
    [TestCase("plain.tar", "plain.tar")]
    public void Braces_NameShardsInTheirOrder(string path, params string[] shards)
    {
        Assert.That(ShardPaths.Are(path));
        Assert.That(ShardPaths.Expand(path), Is.EqualTo(shards));
    }

    [Test]
    public void FoldersAndPatterns_FindShardsByName()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "b.tar", "a.tar", "c{1}.tar", "note.txt" })
        {
            File.WriteAllText(folder[name], "x");
        }

        Assert.That(Names(folder.Path), Is.EqualTo(new[] { "a.tar", "b.tar", "c{1}.tar" }));
        Assert.That(Names(folder["?.tar"]), Is.EqualTo(new[] { "a.tar", "b.tar" }));
        Assert.That(Names(folder["c{1}.tar"]), Is.EqualTo(new[] { "c{1}.tar" }), "a file of that very name");
        Assert.That(() => ShardPaths.Expand(folder["x*.tar"]), Throws.TypeOf<InputException>().With.Message.Contains("matches no file"));
        Assert.That(ShardPaths.Are(folder["note.txt"]), Is.False);
    }

    [TestCase("s/{0..9.tar", "a brace that is not closed")]
    [TestCase("s/{9..0}.tar", "{9..0} is no range of ascending numbers; for example {0000..0009}")]
    [TestCase("s/{a..b}.tar", "no range")]
    [TestCase("s/{1,1}.tar", "names 's/1.tar' more than once")]
    [TestCase("s/{0..999999999}.tar", "more than 1000000 shards")]
    [TestCase("*/a.tar", "are for the file's name only")]
    public void PathsThatMakeNoSense_AreRefused(string path, string message) =>
        Assert.That(() => ShardPaths.Expand(path), Throws.TypeOf<InputException>().With.Message.Contains(message));

    private static IEnumerable<string?> Names(string path) => ShardPaths.Expand(path).Select(Path.GetFileName);
}
