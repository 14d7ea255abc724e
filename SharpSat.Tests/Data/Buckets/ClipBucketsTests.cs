using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;
using SharpSat.Core.Data;
using SharpSat.Core.Errors;
using SharpSat.Tests.Media;
using SharpSat.Video.Data;
using SharpSat.Video.Data.Buckets;
using SharpSat.Video.Data.Joined;
using SharpSat.Video.Data.Synthetic;
using SharpSat.Video.Engine;

namespace SharpSat.Tests.Data.Buckets;

public sealed class ClipBucketsTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Open() => _folder = new TemporaryFolder();

    [TearDown]
    public void Close() => _folder.Dispose();

    [Test]
    public void Folder_ReadsEachClipAtTheSizeOfItsBucket()
    {
        Add("long", 20, 64, 96);
        Add("short", 6, 64, 64);
        TestVideos.Ffmpeg("-f", "lavfi", "-i", "testsrc=size=80x80:rate=1:duration=1", "-frames:v", "1", _folder["videos", "picture.png"]);
        File.WriteAllText(_folder["labels", "picture.txt"], "a test card");
        var clips = new VideoFolder(Params((17, 64, 96), (5, 64, 64), (1, 48, 48), (5, 96, 64)));
        var buckets = ClipBuckets.Of(clips);
        Assert.That(buckets.Counts, Is.EqualTo(new[] { 1, 1, 1, 0 }));
        for (var i = 0; i < 3; i++)
        {
            using var clip = clips.Read(i);
            var size = clips.SizeOf(i);
            Assert.That(clip.Frames_FCHW.shape, Is.EqualTo(new long[] { size.Frames, 3, size.Height, size.Width }), clip.Name);
        }

        Assert.That(buckets.Largest, Is.EqualTo(clips.Sizes[0]));
        Assert.That(buckets.Warnings(1), Is.EqualTo(new[] { "No clip falls into bucket 5x96x64; leave it out." }));
        Assert.That(buckets.Warnings(2).First(), Is.EqualTo("Bucket 17x64x96 has 1 clip, fewer than a batch of 2: its batches hold clips more than once."));
        Assert.That(new[] { clips.Identify(0).Frames, clips.Identify(2).Frames }, Is.All.Matches("64x(96|64) cover-bicubic-1 frames"));
    }

    [Test]
    public void SourcesOfOtherSizes_GiveBatchesOfOneSize()
    {
        using var factory = new ComponentFactory();
        using var clips = (JoinedClips)factory.Create<IDataSource<VideoClip>>(new ComponentNode("joined", JObject.Parse("""
            { "sources": [
                { "clips": { "target": "moving_shapes", "params": { "count": 3, "frames": 5 } } },
                { "clips": { "target": "moving_shapes", "params": { "count": 2, "frames": 1, "size": 48 } }, "repeat": 2 } ] }
            """)));
        var buckets = ClipBuckets.Of(clips);
        Assert.That(buckets.Sizes.Select(size => size.ToString()), Is.EqualTo(new[] { "5x64x64", "1x48x48" }));
        Assert.That(buckets.Counts, Is.EqualTo(new[] { 3, 4 }));
        using var loader = new DataLoader<VideoClip, VideoBatch>(clips, buckets.Sampler(2, seed: 1), 2, VideoBatch.FromClips);
        var shapes = new HashSet<string>();
        for (var i = 0; i < 7; i++)
        {
            using var batch = loader.Next();
            shapes.Add(string.Join(' ', batch.Video_BFCHW!.shape));
        }

        Assert.That(shapes, Is.EquivalentTo(new[] { "2 5 3 64 64", "2 1 3 48 48" }));
    }

    [Test]
    public void ClipsOfOneSize_KeepTheirOrder()
    {
        var buckets = ClipBuckets.Of(new MovingShapesSource(new MovingShapesParams { Count = 6, Frames = 5 }));
        Assert.That(buckets.Sampler(2, seed: 3).Next(6), Is.EqualTo(new ShuffledSampler(6, 3).Next(6)));
        Assert.That(buckets.Warnings(100), Is.Empty);
        Assert.That(buckets.Sampler(buckets.Largest, 3).Next(6).Select(item => item.Index), Is.EquivalentTo(Enumerable.Range(0, 6)));
    }

    [Test]
    public void IllegalSizes_NameTheBucket_BeforeAnyFileIsRead()
    {
        Refused(Params((17, 64, 64), (18, 64, 64)), "Bucket 18x64x64 (frames x height x width): frames must be a multiple of 4 plus 1");
        Refused(Params((17, 64, 60)), "Bucket 17x64x60 (frames x height x width): width must be a multiple of 16, got 60; nearest: 48 or 64.");
        Refused(Params((17, 64, 64), (17, 64, 64)), "bucket 17x64x64 is there more than once");
        Refused(Params((17, 64, 64)) with { Height = 64 }, "leave frames, height and width out");
        Refused(Params() with { Frames = 17 }, "height and width must be set, or buckets");
    }

    private VideoFolderParams Params(params (int Frames, int Height, int Width)[] buckets) => new()
    {
        Path = _folder.Path,
        Buckets = [.. buckets.Select(b => new ClipSize { Frames = b.Frames, Height = b.Height, Width = b.Width })],
    };

    private void Add(string name, int frames, int height, int width)
    {
        TestVideos.Write(_folder, Path.Combine("videos", name + ".mp4"), frames, 8, height, width);
        File.WriteAllText(_folder["labels", name + ".txt"], name);
    }

    private static void Refused(VideoFolderParams settings, string part) =>
        Assert.That(() => new VideoFolder(settings), Throws.InstanceOf<InputException>().With.Message.Contains(part));
}
