using SharpSat.Core.Errors;
using SharpSat.Video.Data;

namespace SharpSat.Tests.Data;

public sealed class FrameSamplerTests
{
    [Test]
    public void Choose_SameRate_TakesNeighbours() =>
        Assert.That(FrameSampler.Choose("v", 20, 8, Request(9, 8)), Is.EqualTo(Enumerable.Range(0, 9)));

    [Test]
    public void Choose_ThirtyToEight_TakesTheNearestInTime() =>
        Assert.That(FrameSampler.Choose("v", 90, 30, Request(9, 8)), Is.EqualTo(new[] { 0, 4, 8, 11, 15, 19, 23, 26, 30 }));

    [Test]
    public void Choose_WholeSteps_TakesEveryThirdOfThirtyToEight() =>
        Assert.That(FrameSampler.Choose("v", 90, 30, Request(9, 8) with { WholeSteps = true, SkipFrames = 3 }), Is.EqualTo(Enumerable.Range(0, 9).Select(i => 3 + (3 * i))));

    [Test]
    public void Choose_SkippedFrames_CountAtBothEnds()
    {
        Assert.That(FrameSampler.Choose("v", 15, 8, Request(9, 8) with { SkipFrames = 3 }), Is.EqualTo(Enumerable.Range(3, 9)));
        Assert.That(() => FrameSampler.Choose("v", 14, 8, Request(9, 8) with { SkipFrames = 3 }), Throws.TypeOf<ClipTooShortException>());
    }

    [Test]
    public void Choose_NtscRate_CountsAsThirty() =>
        Assert.That(FrameSampler.Choose("v", 9, 30000.0 / 1001, Request(9, 30)), Is.EqualTo(Enumerable.Range(0, 9)));

    [Test]
    public void Choose_AnyLegalRequest_IsAscendingInRangeAndEvenInTime()
    {
        var random = new Random(5);
        for (var trial = 0; trial < 3000; trial++)
        {
            var (frames, fps, source) = ((random.Next(13) * 4) + 1, 1 + (random.NextDouble() * 30), random.Next(1, 400));
            var sourceFps = fps * (1 + (random.NextDouble() * 6));
            var request = Request(frames, fps) with { Start = (ClipStart)random.Next(3), SkipSeconds = random.Next(2) * random.NextDouble(), Seed = trial };
            int[] chosen;
            try
            {
                chosen = FrameSampler.Choose("v", source, sourceFps, request);
            }
            catch (ClipTooShortException e)
            {
                Assert.That(e.Needed, Is.GreaterThan(e.Available));
                CheckLargest(e, source, sourceFps, request);
                continue;
            }

            Assert.That(chosen, Has.Length.EqualTo(frames).And.Ordered.Ascending.And.Unique);
            Assert.That((chosen[0], chosen[^1]), Is.EqualTo((Math.Clamp(chosen[0], 0, source), Math.Clamp(chosen[^1], 0, source - 1))));
            Assert.That(chosen[0], Is.GreaterThanOrEqualTo((int)Math.Round(request.SkipSeconds * sourceFps)));
            for (var i = 0; i < frames; i++)
            {
                Assert.That((chosen[i] - chosen[0]) / sourceFps, Is.EqualTo(i / fps).Within(0.5001 / sourceFps));
            }
        }
    }

    [Test]
    public void Choose_TooShort_SaysWhatItHasAndNeedsAndTheLargestLegalCount()
    {
        var error = Assert.Throws<ClipTooShortException>(() => FrameSampler.Choose("cat.mp4", 45, 30, Request(17, 8)));
        Assert.That((error!.Available, error.Needed, error.LargestLegalFrames), Is.EqualTo((45, 61, 9)));
        Assert.That(error.Message, Is.EqualTo(
            "Video 'cat.mp4' is too short: it has 45 frames at 30 fps (1.5 s), and 17 frames at 8 fps need 61 (2.03 s); largest legal frame count for it: 9."));
    }

    [Test]
    public void Choose_ShortAfterSkipping_SaysSo()
    {
        var error = Assert.Throws<ClipTooShortException>(() => FrameSampler.Choose("cat.mp4", 30, 8, Request(17, 8) with { SkipSeconds = 4 }));
        Assert.That(error!.Message, Does.Contain("after skipping 4 s").And.Contain("no frame count is legal"));
        Assert.That(error.LargestLegalFrames, Is.Zero);
    }

    [Test]
    public void Choose_FasterThanTheVideo_NamesNearestLegalRate() => Assert.That(
        () => FrameSampler.Choose("cat.mp4", 100, 8, Request(9, 16)),
        Throws.InstanceOf<InputException>().With.Message.EqualTo("Video 'cat.mp4' has 8 fps, the clip asks for 16; nearest legal fps: 8 or less."));

    [Test]
    public void Choose_Middle_LeavesAsMuchBeforeAsAfter()
    {
        var chosen = FrameSampler.Choose("v", 29, 8, Request(9, 8) with { Start = ClipStart.Middle });
        Assert.That((chosen[0], chosen[^1]), Is.EqualTo((10, 18)));
    }

    [Test]
    public void Choose_Random_DependsOnSeedAndNameOnly()
    {
        var request = Request(9, 8) with { Start = ClipStart.Random, Seed = 3 };
        var starts = Enumerable.Range(0, 40).Select(i => FrameSampler.Choose($"v{i}", 29, 8, request)[0]).ToArray();
        Assert.That(Enumerable.Range(0, 40).Select(i => FrameSampler.Choose($"v{i}", 29, 8, request)[0]), Is.EqualTo(starts));
        Assert.That(starts.Distinct().Count(), Is.GreaterThan(8));
        Assert.That(FrameSampler.Choose("v0", 29, 8, request with { Seed = 4 })[0] == starts[0] && FrameSampler.Choose("v1", 29, 8, request with { Seed = 4 })[0] == starts[1], Is.False);
    }

    [Test]
    public void Choose_IllegalSettings_AreRefused()
    {
        Assert.That(() => FrameSampler.Choose("v", 100, 8, Request(10, 8)), Throws.InstanceOf<InputException>().With.Message.Contains("nearest: 9 or 13"));
        Assert.That(() => FrameSampler.Choose("v", 100, 8, Request(9, 0)), Throws.InstanceOf<InputException>());
        Assert.That(() => FrameSampler.Choose("v", 100, 8, Request(9, 8) with { SkipSeconds = -1 }), Throws.InstanceOf<InputException>());
    }

    private static void CheckLargest(ClipTooShortException e, int source, double sourceFps, ClipRequest request)
    {
        if (e.LargestLegalFrames > 0)
        {
            Assert.That(FrameSampler.Choose("v", source, sourceFps, request with { Frames = e.LargestLegalFrames }), Is.Not.Empty);
        }

        if (e.LargestLegalFrames + 4 < request.Frames)
        {
            var next = e.LargestLegalFrames == 0 ? 1 : e.LargestLegalFrames + 4;
            Assert.That(() => FrameSampler.Choose("v", source, sourceFps, request with { Frames = next }), Throws.InstanceOf<ClipTooShortException>());
        }
    }

    private static ClipRequest Request(int frames, double fps) => new() { Frames = frames, Fps = fps };
}
