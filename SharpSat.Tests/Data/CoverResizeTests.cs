using System.Security.Cryptography;
using SharpSat.Tests.Media;
using SharpSat.Video.Data;
using SharpSat.Video.Media;

namespace SharpSat.Tests.Data;

public sealed class CoverResizeTests
{
    [Test]
    public void SameSize_IsTheIdentity()
    {
        var frames = TestVideos.Ramps(2, 10, 14);
        Assert.That(CoverResize.Apply(frames, 10, 14).Bytes.SequenceEqual(frames.Bytes));
    }

    [Test]
    public void WhoeverChangesTheResult_GivesItAnotherName()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(CoverResize.Apply(TestVideos.Ramps(1, 90, 70), 32, 48).Bytes));
        Assert.That((CoverResize.Rule, hash[..16]), Is.EqualTo(("cover-bicubic-1", "072c7ac61e979271")), "cached latents are found by that name");
    }

    [TestCase(10, 10, 37, 21)]
    [TestCase(540, 960, 64, 64)]
    [TestCase(7, 300, 16, 16)]
    public void FlatColour_StaysExact(int fromHeight, int fromWidth, int height, int width)
    {
        var frames = Fill(fromHeight, fromWidth, (_, _) => (200, 13, 77));
        var resized = CoverResize.Apply(frames, height, width);
        for (var i = 0; i < resized.Bytes.Length; i++)
        {
            Assert.That(resized.Bytes[i], Is.EqualTo((i % 3) switch { 0 => 200, 1 => 13, _ => 77 }));
        }
    }

    [Test]
    public void WideSource_LosesBothSidesEvenly()
    {
        var frames = Fill(64, 128, (_, x) => x is >= 32 and < 96 ? (255, 0, 0) : (0, 0, 255));
        var resized = CoverResize.Apply(frames, 64, 64);
        for (var i = 0; i < resized.Bytes.Length; i++)
        {
            Assert.That(resized.Bytes[i], Is.EqualTo(i % 3 == 0 ? 255 : 0));
        }
    }

    [Test]
    public void TallSource_LosesTopAndBottomEvenly()
    {
        var frames = Fill(128, 64, (y, _) => y is >= 32 and < 96 ? (255, 0, 0) : (0, 0, 255));
        var resized = CoverResize.Apply(frames, 32, 32);
        Assert.That((resized.Pixel(0, 4, 5), resized.Pixel(0, 27, 31)), Is.EqualTo((((byte)255, (byte)0, (byte)0), ((byte)255, (byte)0, (byte)0))));
    }

    [Test]
    public void Shrinking_FineStripes_DoNotAlias()
    {
        var frames = Fill(256, 256, (_, x) => x % 2 == 0 ? (255, 255, 255) : (0, 0, 0));
        var resized = CoverResize.Apply(frames, 60, 60);
        for (var x = 2; x < 58; x++)
        {
            Assert.That(resized.Pixel(0, 30, x).R, Is.EqualTo(127).Within(12));
        }
    }

    [Test]
    public void Ramp_StaysARamp()
    {
        var resized = CoverResize.Apply(Fill(100, 100, (_, x) => (x * 2, 0, 0)), 25, 25);
        for (var x = 2; x < 23; x++)
        {
            Assert.That(resized.Pixel(0, 12, x).R, Is.EqualTo(((4 * x) + 1.5) * 2).Within(1));
        }
    }

    [Test]
    public void Mirrored_GivesTheMirrorImage()
    {
        var random = new Random(2);
        var values = Enumerable.Range(0, 40 * 60).Select(_ => random.Next(256)).ToArray();
        var plain = CoverResize.Apply(Fill(40, 60, (y, x) => (values[(y * 60) + x], 0, 0)), 16, 32);
        var mirrored = CoverResize.Apply(Fill(40, 60, (y, x) => (values[(y * 60) + 59 - x], 0, 0)), 16, 32);
        for (var x = 0; x < 32; x++)
        {
            Assert.That(mirrored.Pixel(0, 7, 31 - x).R, Is.EqualTo(plain.Pixel(0, 7, x).R).Within(1));
        }
    }

    [Test]
    public void WrongBuffers_AreRefused() => Assert.That(() => new CoverResize(4, 4, 2, 2).Apply(new byte[48], new byte[11]), Throws.ArgumentException);

    private static FrameBatch Fill(int height, int width, Func<int, int, (int R, int G, int B)> color)
    {
        var bytes = new byte[height * width * 3];
        for (var i = 0; i < height * width; i++)
        {
            var (r, g, b) = color(i / width, i % width);
            (bytes[3 * i], bytes[(3 * i) + 1], bytes[(3 * i) + 2]) = ((byte)r, (byte)g, (byte)b);
        }

        return new FrameBatch(bytes, 1, height, width);
    }
}
