using SharpSat.Core.Errors;
using SharpSat.Tests.Media;
using SharpSat.Video.Data;
using SharpSat.Video.Media;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Data;

public sealed class VideoFolderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Open() => _folder = new TemporaryFolder();

    [TearDown]
    public void Close() => _folder.Dispose();

    [Test]
    public void Read_GivesFramesCaptionAndName()
    {
        Add("b", "  second\n clip ", 40, 24, 80, 120);
        Add("a", "first clip", 12, 8, 64, 64);
        var folder = new VideoFolder(Params());
        Assert.That(folder.Count, Is.EqualTo(2));
        using var first = folder.Read(0);
        using var second = folder.Read(1);
        Assert.Multiple(() =>
        {
            Assert.That((first.Name, first.Caption, first.Fps), Is.EqualTo(("a", "first clip", 8.0)));
            Assert.That((second.Name, second.Caption), Is.EqualTo(("b", "second clip")));
            Assert.That(first.Frames_FCHW.shape, Is.EqualTo(new long[] { 9, 3, 64, 64 }));
            Assert.That(second.Frames_FCHW.shape, Is.EqualTo(new long[] { 9, 3, 64, 64 }));
            Assert.That(second.Frames_FCHW.dtype, Is.EqualTo(TorchSharp.torch.ScalarType.Float32));
        });

        // The blue ramp rises by 170 over 40 frames at 24 fps; frame i of the clip is source frame 3i.
        using var blue_F = second.Frames_FCHW.select(1, 2).mean([1, 2]);
        var values = blue_F.data<float>().ToArray();
        for (var i = 0; i < 9; i++)
        {
            Assert.That((values[i] * 127.5) + 127.5, Is.EqualTo(40 + (3 * i * 170 / 39)).Within(3));
        }
    }

    [Test]
    public void Read_OfAClipWhosePictureIsGone_KeepsNothingInMemory()
    {
        Add("a", "x", 12, 8, 64, 64);
        TestVideos.Ffmpeg("-f", "lavfi", "-i", "testsrc=size=64x64:rate=1:duration=1", "-frames:v", "1", _folder["images", "a.png"]);
        var folder = new VideoFolder(Params() with { Pictures = true });
        File.Delete(_folder["images", "a.png"]);
        var before = Tensor.TotalCount;
        Assert.That(() => folder.Read(0), Throws.TypeOf<InputException>().With.Message.Contains("a.png"));
        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(before), "finalizers of other tests may lower it");
    }

    [Test]
    public void Read_FromSeveralThreads_GivesTheSameClips([Values(0, 512)] int cache)
    {
        Add("a", "x", 12, 8, 64, 64);
        Add("b", "y", 12, 8, 32, 32);
        var folder = new VideoFolder(Params() with { CacheMegabytes = cache });
        var expected = Enumerable.Range(0, 2).Select(i => Sum(folder, i)).ToArray();
        Assert.That(Enumerable.Range(0, 12).AsParallel().AsOrdered().Select(i => Sum(folder, i % 2)), Is.EqualTo(Enumerable.Range(0, 12).Select(i => expected[i % 2])));
        Assert.That(folder.CachedBytes, Is.EqualTo(cache == 0 ? 0 : 2 * 9 * 64 * 64 * 3));
    }

    [Test]
    public void Cache_NeverHoldsMoreThanItsBound()
    {
        var cache = new ClipCache(25_000);
        var reads = 0;
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 5; i++)
            {
                cache.GetOrRead(i, () =>
                {
                    reads++;
                    return new FrameBatch(new byte[12_000], 1, 40, 100);
                });
                Assert.That(cache.UsedBytes, Is.LessThanOrEqualTo(25_000));
            }
        }

        Assert.That(reads, Is.EqualTo(2 + (3 * 3)));
    }

    [Test]
    public void EveryProblem_IsListedByFileNameInOneMessage()
    {
        Add("good", "fine", 12, 8, 64, 64);
        Add("short", "too short", 5, 8, 64, 64);
        Add("slow", "low rate", 20, 4, 64, 64);
        Add("blank", " \n", 12, 8, 64, 64);
        Add("silent", null, 12, 8, 64, 64);
        File.WriteAllText(_folder["labels", "ghost.txt"], "no clip");
        File.WriteAllBytes(_folder["labels", "binary.txt"], [0x61, 0xC3, 0x28]);
        TestVideos.Write(_folder, Path.Combine("videos", "binary.mp4"), 12);
        TestVideos.WriteVariable(_folder, Path.Combine("videos", "wobbly.mp4"));
        File.WriteAllText(_folder["labels", "wobbly.txt"], "variable rate");
        File.WriteAllBytes(_folder["videos", "empty.mp4"], []);
        File.WriteAllText(_folder["labels", "empty.txt"], "nothing");
        File.WriteAllText(_folder["videos", "corrupt.mp4"], "this is no video");
        File.WriteAllText(_folder["labels", "corrupt.txt"], "nothing");
        File.WriteAllText(_folder["videos", "other.mov"], "x");
        var error = Assert.Throws<InputException>(() => new VideoFolder(Params()));
        Assert.Multiple(() =>
        {
            foreach (var part in new[]
            {
                "has 10 problems (8 clips with a caption):",
                "videos/short.mp4: Video 'short.mp4' is too short: it has 5 frames at 8 fps",
                "largest legal frame count for it: 5",
                "videos/slow.mp4: Video 'slow.mp4' has 4 fps",
                "labels/blank.txt: the caption is empty",
                "videos/silent.mp4: clip without a caption (labels/silent.txt is missing)",
                "labels/ghost.txt: caption without a clip (videos/ghost.mp4 is missing)",
                "labels/binary.txt: cannot be read as UTF-8 text",
                "videos/wobbly.mp4: the frame rate varies",
                "videos/empty.mp4: Video 'empty.mp4' is empty (0 bytes)",
                "videos/corrupt.mp4: Video 'corrupt.mp4' cannot be read",
                "videos/other.mov: only .mp4 files and pictures (.png, .jpg, .jpeg, .webp) belong here",
            })
            {
                Assert.That(error!.Message, Does.Contain(part));
            }

            Assert.That(error!.Message, Does.Not.Contain("good"));
        });
    }

    [Test]
    public void DamagedFrames_AreFoundByDecoding_AndOnReadingOtherwise()
    {
        var path = _folder["videos", "a.mp4"];
        TestVideos.Ffmpeg("-f", "lavfi", "-i", "testsrc2=size=128x128:rate=8:duration=4", "-g", "8", "-pix_fmt", "yuv420p", path);
        File.WriteAllText(_folder["labels", "a.txt"], "damaged");
        var bytes = File.ReadAllBytes(path);

        // Inside a later key picture, after its header: the container still looks sound.
        var at = MediaProcess.Text(FfmpegTools.Ffprobe, ["-v", "error", "-show_entries", "packet=pos", "-of", "csv=p=0", path], TimeSpan.FromSeconds(20)).Split('\n')[16];
        bytes.AsSpan(int.Parse(at.Trim(','), System.Globalization.CultureInfo.InvariantCulture) + 300, 100).Fill(0xA5);
        File.WriteAllBytes(path, bytes);
        var settings = Params() with { Frames = 29 };
        Assert.That(() => new VideoFolder(settings), Throws.InstanceOf<InputException>().With.Message.Contains("videos/a.mp4: Video 'a.mp4' is damaged"));
        var folder = new VideoFolder(settings with { Check = FolderCheck.Probe });
        Assert.That(() => folder.Read(0), Throws.InstanceOf<InputException>().With.Message.Contains("damaged"));
    }

    [Test]
    public void MissingFolders_AreNamed()
    {
        Refused(Params() with { Path = _folder.Path + "-none" }, "does not exist");
        Refused(Params(), "has no folder 'videos'");
        TestVideos.Write(_folder, "loose.mp4");
        Refused(Params(), "move them to videos/");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "videos"));
        Refused(Params(), "has no folder 'labels'");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "labels"));
        Refused(Params(), "has no videos");
    }

    [Test]
    public void IllegalSettings_NameNearestLegalValues_BeforeAnyFileIsRead()
    {
        Refused(Params() with { Frames = 16 }, "nearest: 13 or 17");
        Refused(Params() with { Height = 100 }, "height must be a multiple of 16, got 100; nearest: 96 or 112");
        Refused(Params() with { Fps = 0 }, "fps must be above 0");
        Refused(Params() with { CacheMegabytes = -1 }, "cache_megabytes");
    }

    [Test]
    public void Identify_ChangesWithTheFile_TheSizeAndTheFramesThatAreTaken()
    {
        Add("a", "x", 40, 24, 64, 64);
        var before = Identify(Params());
        VideoFolderParams[] others =
        [
            Params() with { Height = 48 }, Params() with { Width = 48 }, Params() with { Frames = 5 }, Params() with { Fps = 12 }, Params() with { SkipFrames = 2 },
        ];
        Assert.That(others.Select(Identify).Append(before), Is.Unique);
        Assert.That(before, Does.Contain(CoverResize.Rule), "and with the way of resizing");
        File.WriteAllText(_folder["labels", "a.txt"], "another caption");
        Assert.That(Identify(Params()), Is.EqualTo(before));
        Add("a", "x", 41, 24, 64, 64);
        Assert.That(Identify(Params()), Is.Not.EqualTo(before), "the file has other bytes");
    }

    [Test]
    public void HiddenFiles_AreIgnored()
    {
        Add("a", "x", 12, 8, 64, 64);
        File.WriteAllText(_folder["videos", ".DS_Store"], "x");
        Assert.That(new VideoFolder(Params()).Count, Is.EqualTo(1));
    }

    private VideoFolderParams Params() => new() { Path = _folder.Path, Frames = 9, Height = 64, Width = 64 };

    private void Add(string name, string? caption, int frames, double fps, int height, int width)
    {
        TestVideos.Write(_folder, Path.Combine("videos", name + ".mp4"), frames, fps, height, width);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "labels"));
        if (caption is not null)
        {
            File.WriteAllText(_folder["labels", name + ".txt"], caption);
        }
    }

    private static string Identify(VideoFolderParams settings) => new VideoFolder(settings).Identify(0).Frames;

    private static void Refused(VideoFolderParams settings, string part) =>
        Assert.That(() => new VideoFolder(settings), Throws.InstanceOf<InputException>().With.Message.Contains(part));

    // Of the bytes: a sum of floats depends on the threads that add them up.
    private static long Sum(VideoFolder folder, int index)
    {
        using var scope = NewDisposeScope();
        using var clip = folder.Read(index);
        return clip.Frames_FCHW.add(1).mul(127.5).round().to(ScalarType.Int64).sum().item<long>();
    }
}
