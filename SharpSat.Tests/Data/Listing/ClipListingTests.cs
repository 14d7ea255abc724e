using SharpSat.Core.Errors;
using SharpSat.Tests.Media;
using SharpSat.Video.Data;

namespace SharpSat.Tests.Data.Listing;

public sealed class ClipListingTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Open()
    {
        _folder = new TemporaryFolder();
        TestVideos.Write(_folder, Path.Combine("clips", "a.mp4"), 12, 8, 64, 64);
        TestVideos.Write(_folder, Path.Combine("clips", "b.mp4"), 12, 8, 64, 64);
    }

    [TearDown]
    public void Close() => _folder.Dispose();

    [Test]
    public void PromptsAndVideos_BelongTogetherLineByLine()
    {
        Write("videos.txt", "clips/b.mp4\r\nclips/a.mp4\r\n\r\n");
        Write("prompts.txt", "second  clip\nfirst clip\n");
        Assert.That(Clips(_folder.Path), Is.EqualTo(new[] { ("b", "second clip"), ("a", "first clip") }));
    }

    [Test]
    public void Csv_HasQuotesCommasAndLineBreaks_AndColumnsInAnyOrder()
    {
        Write("set.csv", "caption,id,video\n\"a \"\"red\"\" car,\nfast\",7,clips/a.mp4\nplain,8,clips/b.mp4\n");
        Assert.That(Clips(_folder["set.csv"]), Is.EqualTo(new[] { ("a", "a \"red\" car, fast"), ("b", "plain") }));
    }

    [Test]
    public void JsonLines_HaveColumnsThatSettingsName()
    {
        Write("set.jsonl", $$"""
            {"file": "clips/a.mp4", "text": "one", "fps": 8}

            {"file": "{{_folder["clips", "b.mp4"].Replace("\\", "/", StringComparison.Ordinal)}}", "text": "two"}
            """);
        var settings = Params(_folder["set.jsonl"]) with { VideoColumn = "file", CaptionColumn = "text" };
        Assert.That(Clips(settings), Is.EqualTo(new[] { ("a", "one"), ("b", "two") }));
    }

    [Test]
    public void EveryBadLine_IsListed()
    {
        TestVideos.Write(_folder, Path.Combine("clips", "short.mp4"), 5, 8, 64, 64);
        Write("set.csv", "video,caption\nclips/a.mp4,fine\nclips/none.mp4,gone\nclips/b.mp4, \n,text\nclips/short.mp4,x\n");
        var error = Assert.Throws<InputException>(() => new VideoFolder(Params(_folder["set.csv"])));
        foreach (var part in new[]
        {
            "has 4 problems (2 clips with a caption)", "set.csv line 3: clips/none.mp4 does not exist.", "set.csv line 4: the caption of clips/b.mp4 is empty.",
            "set.csv line 5: names no video.", "clips/short.mp4 (set.csv line 6): Video 'short.mp4' is too short",
        })
        {
            Assert.That(error!.Message, Does.Contain(part));
        }
    }

    [TestCase("set.csv", "video,captions\n", "has no column 'caption' (caption_column); it has video, captions. Did you mean 'captions'?")]
    [TestCase("set.csv", "video,caption\n", "lists no clip")]
    [TestCase("set.csv", "", "has no column 'video'")]
    [TestCase("set.csv", "video,caption\n\"a.mp4,x\n", "line 2 is not a line of a .csv table")]
    [TestCase("set.jsonl", "{\"video\": \"a.mp4\", \"caption\": \"x\"}\n[1]\n", "line 2 is not a JSON object")]
    [TestCase("set.jsonl", "{\"video\": \"a.mp4\"}\n", "line 1 has no column 'caption'")]
    [TestCase("set.xls", "x", "neither a folder nor a .csv, .jsonl or .tar file")]
    public void UnusableTable_IsRefusedWithOneMessage(string name, string content, string message)
    {
        Write(name, content);
        Assert.That(() => new VideoFolder(Params(_folder[name])), Throws.InstanceOf<InputException>().With.Message.Contains(message));
    }

    [Test]
    public void UnusableLists_AreRefused()
    {
        Write("videos.txt", "clips/a.mp4\nclips/b.mp4\n");
        Assert.That(() => new VideoFolder(Params(_folder.Path)), Throws.InstanceOf<InputException>().With.Message.Contains("has no prompts.txt"));
        Write("prompts.txt", "one\n");
        Assert.That(
            () => new VideoFolder(Params(_folder.Path)), Throws.InstanceOf<InputException>().With.Message.Contains("prompts.txt has 1 lines and videos.txt 2"));
        File.WriteAllBytes(_folder["prompts.txt"], [0x61, 0xC3, 0x28]);
        Assert.That(() => new VideoFolder(Params(_folder.Path)), Throws.InstanceOf<InputException>().With.Message.Contains("cannot be read as UTF-8"));
    }

    private static VideoFolderParams Params(string path) => new() { Path = path, Frames = 9, Height = 64, Width = 64 };

    private static (string, string)[] Clips(string path) => Clips(Params(path));

    private static (string, string)[] Clips(VideoFolderParams settings)
    {
        var folder = new VideoFolder(settings);
        return [.. Enumerable.Range(0, folder.Count).Select(i =>
        {
            using var clip = folder.Read(i);
            return (clip.Name, clip.Caption);
        })];
    }

    private void Write(string name, string text) => File.WriteAllText(_folder[name], text);
}
