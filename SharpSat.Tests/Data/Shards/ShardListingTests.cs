using System.Formats.Tar;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;
using SharpSat.Core.Data;
using SharpSat.Core.Errors;
using SharpSat.Tests.Media;
using SharpSat.Video.Data;

namespace SharpSat.Tests.Data.Shards;

public sealed class ShardListingTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Open() => _folder = new TemporaryFolder();

    [TearDown]
    public void Close() => _folder.Dispose();

    [Test]
    public void Clips_AreThoseOfTheSameFilesInAFolder_AndAreIdentifiedAlike()
    {
        var (one, two) = (Shard.Video(_folder), Shard.Video(_folder, 14, 48, 80));
        Shard.Write(_folder["s", "0000.tar"], TarEntryFormat.Gnu, ("one.mp4", one), ("one.txt", Shard.Text(" first\nclip ")), ("one.npy", [1]));
        Shard.Write(_folder["s", "0001.tar"], ("x/two.json", Shard.Text("""{ "id": 7, "caption": "second clip" }""")), ("x/two.mp4", two));
        foreach (var (name, bytes, caption) in new[] { ("one", one, "first clip"), ("two", two, "second clip") })
        {
            File.WriteAllBytes(_folder["f", "videos", name + ".mp4"], bytes);
            File.WriteAllText(_folder["f", "labels", name + ".txt"], caption);
        }

        using var factory = new ComponentFactory();
        var shards = factory.Create<IDataSource<VideoClip>>(new ComponentNode("web_dataset", JObject.FromObject(
            new { path = _folder["s", "{0000..0001}.tar"], frames = 9, height = 64, width = 64 })));
        var folder = new VideoFolder(Params(Path.Combine(_folder.Path, "f")));
        Assert.That(shards.Count, Is.EqualTo(2));
        for (var i = 0; i < 2; i++)
        {
            using var expected = folder.Read(i);
            using var actual = shards.Read(i);
            Assert.That(actual.Frames_FCHW.equal(expected.Frames_FCHW).all().item<bool>());
            Assert.That(((IIdentifiedClips)shards).Identify(i), Is.EqualTo(folder.Identify(i)));
            Assert.That(actual.Name, Is.EqualTo(i == 0 ? "0000/one" : "0001/x/two"));
        }
    }

    [Test]
    public void ShardsOfOneFileName_GiveClipsOfDistinctNames_AndOfTheirOwnContent()
    {
        var (one, two) = (Shard.Video(_folder), Shard.Video(_folder, 14, 48, 80));
        Shard.Write(_folder["s", "a", "clips.tar"], ("one.mp4", one), ("one.txt", Shard.Text("first")));
        Shard.Write(_folder["s", "b", "clips.tar"], ("one.mp4", two), ("one.txt", Shard.Text("second")));
        var clips = new VideoFolder(Params(_folder["s", "{a,b}/clips.tar"]));
        using var first = clips.Read(0);
        using var second = clips.Read(1);
        Assert.That((first.Name, first.Caption), Is.EqualTo(("a/clips/one", "first")));
        Assert.That((second.Name, second.Caption), Is.EqualTo(("b/clips/one", "second")));
        Assert.That(clips.Identify(0), Is.Not.EqualTo(clips.Identify(1)), "cached latents are those of the clip");
        Assert.That(clips.NameOf(0), Is.Not.EqualTo(clips.NameOf(1)));
    }

    [Test]
    public void EveryProblem_IsNamedByShardAndKey()
    {
        var video = Shard.Video(_folder);
        var (text, torn) = (Shard.Text("words"), Shard.Text("no video"));
        Shard.Write(
            _folder["0000.tar"],
            [
                ("good.mp4", video), ("good.txt", text), ("silent.mp4", video), ("ghost.txt", text), ("torn.mp4", torn), ("torn.txt", text),
                ("blank.mp4", video), ("blank.txt", Shard.Text(" \n")), ("odd.mp4", video), ("odd.json", Shard.Text("""{ "captions": "x" }""")),
                ("list.mp4", video), ("list.json", Shard.Text("[1]")), ("bytes.mp4", video), ("bytes.txt", [0x61, 0xC3, 0x28]),
                ("both.mp4", video), ("both.webm", video), ("both.txt", text), ("good.mp4", video),
                ("short.mp4", Shard.Video(_folder, 5)), ("short.txt", text), ("README", text), ("nothing.mp4", []), ("nothing.txt", text),
            ]);
        File.WriteAllBytes(_folder["0001.tar"], File.ReadAllBytes(_folder["0000.tar"])[..5000]);
        Shard.Write(_folder["0002.tar"]);
        var error = Assert.Throws<InputException>(() => new VideoFolder(Params(_folder["{0000..0003}.tar"])));
        Assert.Multiple(() =>
        {
            foreach (var part in new[]
            {
                "has 15 problems (4 clips with a caption):", "0000.tar: silent: clip without a caption (silent.txt or silent.json is missing).",
                "0000.tar: ghost: caption without a clip (ghost.mp4, or a picture, is missing; there is .txt).",
                "0000.tar: torn.mp4: Video 'torn.mp4' cannot be read: it is damaged or no video", "0000.tar: blank.txt: the caption is empty.",
                "0000.tar: odd.json: has no text 'caption' (caption_column); it has captions. Did you mean 'captions'?",
                "0000.tar: list.json: is not a JSON object", "0000.tar: bytes.txt: cannot be read as UTF-8 text.",
                "0000.tar: README: neither a clip nor a caption (README)", "0000.tar: both: has .mp4 and .webm; one clip belongs to a key.", "0000.tar: good.mp4: the key 'good' has a .mp4 already.",
                "0000.tar: short.mp4: Video 'short.mp4' is too short", "0000.tar: nothing.mp4: Video 'nothing.mp4' is empty (0 bytes).",
                "0001.tar: is cut off", "0002.tar: is empty (0 bytes).", "0003.tar: does not exist.",
            })
            {
                Assert.That(error!.Message, Does.Contain(part));
            }
        });
    }

    [Test]
    public void Pictures_AreClipsOfOneFrame_InShardsAndFolders()
    {
        TestVideos.Ffmpeg("-f", "lavfi", "-i", "testsrc=size=80x64:rate=1:duration=1", "-frames:v", "1", _folder["videos", "p.png"]);
        File.WriteAllText(_folder["labels", "p.txt"], "a test card");
        Shard.Write(_folder["s", "a.tar"], ("p.png", File.ReadAllBytes(_folder["videos", "p.png"])), ("p.txt", Shard.Text("a test card")));
        var (folder, shard) = (new VideoFolder(Params(_folder.Path) with { Frames = 1 }), new VideoFolder(Params(_folder["s"]) with { Frames = 1 }));
        using var expected = folder.Read(0);
        using var actual = shard.Read(0);
        Assert.That(expected.Frames_FCHW.shape, Is.EqualTo(new long[] { 1, 3, 64, 64 }));
        Assert.That(actual.Frames_FCHW.equal(expected.Frames_FCHW).all().item<bool>());
        Assert.That(shard.Identify(0), Is.EqualTo(folder.Identify(0)));
        Assert.That(() => new VideoFolder(Params(_folder.Path)), Throws.TypeOf<InputException>().With.Message.Contains("p.png' is a picture, which is a video of one frame"));
    }

    private static VideoFolderParams Params(string path) => new() { Path = path, Frames = 9, Height = 64, Width = 64 };
}
