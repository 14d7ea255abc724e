using SharpSat.Video.Media;

namespace SharpSat.Tests.Media;

public sealed class LanczosResizeTests
{
    [Test]
    public void Apply_ToItsOwnSize_ChangesNothing()
    {
        var frames = Noise(2, 9, 13);
        Assert.That(LanczosResize.Apply(frames, 9, 13).Bytes.ToArray(), Is.EqualTo(frames.Bytes.ToArray()));
    }

    [Test]
    public void Apply_ToAConstantPicture_KeepsItsColour([Values(0, 1, 127, 254, 255)] byte value, [Values(3, 16, 50)] int height, [Values(5, 17, 64)] int width)
    {
        var constant = new FrameBatch([.. Enumerable.Repeat(value, 3 * 20 * 24)], 1, 20, 24);
        var resized = LanczosResize.Apply(constant, height, width);
        Assert.That((resized.Height, resized.Width), Is.EqualTo((height, width)));
        Assert.That(resized.Bytes.ToArray(), Has.All.EqualTo(value));
    }

    [Test]
    public void Apply_TreatsEveryFrameAndSideAlike()
    {
        var frames = Noise(3, 10, 14);
        var together = LanczosResize.Apply(frames, 6, 20);
        for (var i = 0; i < 3; i++)
        {
            var alone = LanczosResize.Apply(new FrameBatch(frames.Frame(i).ToArray(), 1, 10, 14), 6, 20);
            Assert.That(together.Frame(i).ToArray(), Is.EqualTo(alone.Bytes.ToArray()));
        }
    }

    [Test]
    public void Apply_ToAMirroredPicture_GivesTheMirroredResult()
    {
        var frames = Noise(1, 4, 11);
        var mirrored = Mirror(frames);
        var expected = Mirror(LanczosResize.Apply(frames, 4, 7)).Bytes.ToArray();
        var actual = LanczosResize.Apply(mirrored, 4, 7).Bytes.ToArray();
        Assert.That(actual.Zip(expected, (a, b) => Math.Abs(a - b)), Has.All.LessThanOrEqualTo(1));
    }

    private static FrameBatch Noise(int count, int height, int width)
    {
        var bytes = new byte[3 * count * height * width];
        new Random(5).NextBytes(bytes);
        return new FrameBatch(bytes, count, height, width);
    }

    private static FrameBatch Mirror(FrameBatch frames)
    {
        var bytes = new byte[frames.Bytes.Length];
        for (var y = 0; y < frames.Height; y++)
        {
            for (var x = 0; x < frames.Width; x++)
            {
                var at = 3 * ((y * frames.Width) + frames.Width - 1 - x);
                (bytes[at], bytes[at + 1], bytes[at + 2]) = frames.Pixel(0, y, x);
            }
        }

        return new FrameBatch(bytes, 1, frames.Height, frames.Width);
    }
}
