using SharpSat.Core.Errors;
using SharpSat.Video.Data;
using SharpSat.Video.Data.Buckets;
using SharpSat.Video.Media;

namespace SharpSat.Tests.Data.Buckets;

public sealed class BucketChoiceTests
{
    private static readonly ClipSize[] _sizes = [Size(49, 480, 720), Size(49, 720, 480), Size(17, 480, 720), Size(17, 240, 368), Size(1, 480, 480)];

    [TestCase(1280, 720, 60, "49x480x720")]
    [TestCase(720, 1280, 60, "49x720x480")]
    [TestCase(1280, 720, 30, "17x480x720", Description = "too short for 49")]
    [TestCase(720, 1280, 30, "17x480x720", Description = "length rules out the upright one")]
    [TestCase(400, 260, 30, "17x240x368", Description = "the larger one would enlarge it")]
    [TestCase(320, 200, 30, "17x240x368", Description = "both enlarge it, this one less")]
    [TestCase(640, 640, 60, "49x480x720", Description = "both cut off alike: the first")]
    public void AVideo_GoesWhereItsLengthAndShapeFitBest(int width, int height, int frames, string bucket) =>
        Assert.That(Choose(Video(width, height, frames)).Size.ToString(), Is.EqualTo(bucket));

    [Test]
    public void APicture_GoesToABucketOfOneFrame_AndAVideoDoesNot()
    {
        Assert.That(Choose(Picture).Size, Is.EqualTo(_sizes[4]));
        Assert.That(() => Choose(Video(640, 480, 10)), Throws.TypeOf<InputException>().With.Message.Contains("fits no bucket, not even that of the fewest frames: Video 'a.mp4' is too short")
            .And.Message.Contains("largest legal frame count for it: 9"));
        Assert.That(() => Choose(Picture, _sizes[..4]), Throws.TypeOf<InputException>().With.Message.Contains("17 frames need a video, or a picture a bucket of 1 frame"));
    }

    [Test]
    public void APicture_HasItsFrame_WhateverIsSkippedOfVideos() => Assert.That(
        BucketChoice.Of("a.png", Picture, _sizes, new VideoFolderParams { Path = "clips", SkipFrames = 3, SkipSeconds = 2 }).Frames, Is.EqualTo(new[] { 0 }));

    [Test]
    public void WhereAllBucketsAreOfOneFrame_AVideoGivesItsFirst() =>
        Assert.That(Choose(Video(640, 480, 10), _sizes[4..]).Frames, Is.EqualTo(new[] { 0 }));

    private static VideoInfo Picture => Video(300, 300, 1) with { Part = new MediaPart("/a.png"), Path = "/a.png" };

    private static (ClipSize Size, int[] Frames) Choose(VideoInfo video, ClipSize[]? sizes = null) =>
        BucketChoice.Of("a.mp4", video, sizes ?? _sizes, new VideoFolderParams { Path = "clips" });

    private static ClipSize Size(int frames, int height, int width) => new() { Frames = frames, Height = height, Width = width };

    private static VideoInfo Video(int width, int height, int frames) => new()
    {
        Path = "/a.mp4", Width = width, Height = height, FrameCount = frames, Fps = 8, Duration = frames / 8.0, VariableFrameRate = false, Rotation = 0, Codec = "h264", Times = [0],
    };
}
