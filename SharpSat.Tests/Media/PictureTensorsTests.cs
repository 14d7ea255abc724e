using SharpSat.Video.Engine;
using SharpSat.Video.Media;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Media;

public sealed class PictureTensorsTests
{
    [Test]
    public void FromBytes_AndBack_GivesTheSameBytes()
    {
        using var scope = NewDisposeScope();
        var bytes = Enumerable.Range(0, 3 * 256).Select(i => (byte)(i / 3)).ToArray();
        using var unit = PictureTensors.FromBytes(new FrameBatch(bytes, 1, 16, 16), 16, 16);
        using var back = PixelFrames.FromUnit(unit, PixelRounding.HalfToEven);
        Assert.That(unit.min().item<float>(), Is.EqualTo(-1));
        Assert.That(unit.max().item<float>(), Is.EqualTo(1));
        Assert.That(FrameBatch.FromBytes_FHWC(back.permute(0, 2, 3, 1)).Bytes.ToArray(), Is.EqualTo(bytes));
    }

    [TestCase(PictureFit.Stretch)]
    [TestCase(PictureFit.Cover)]
    public void FromBytes_FitsToTheSize(PictureFit fit)
    {
        using var scope = NewDisposeScope();
        using var x = PictureTensors.FromBytes(new FrameBatch(new byte[3 * 10 * 30], 1, 10, 30), 16, 24, fit);
        Assert.That(x.shape, Is.EqualTo(new long[] { 1, 3, 16, 24 }));
        Assert.That(x.eq(-1).all().item<bool>());
    }

    [Test]
    public void FromFloats_PicturesWithNegativeValues_AreTakenAsTheyAre()
    {
        using var scope = NewDisposeScope();
        using var positive = tensor(new[] { 0f, 0.5f, 1f }).view(1, 3, 1, 1);
        using var signed = tensor(new[] { -1f, 0.5f, 1f }).view(1, 3, 1, 1);
        using var doubled = PictureTensors.FromFloats(positive, 2, 2);
        using var kept = PictureTensors.FromFloats(signed, 1, 1);
        Assert.That(doubled.shape, Is.EqualTo(new long[] { 1, 3, 2, 2 }));
        Assert.That(doubled.amax([2, 3]).data<float>().ToArray(), Is.EqualTo(new[] { -1f, 0f, 1f }));
        Assert.That(kept.data<float>().ToArray(), Is.EqualTo(new[] { -1f, 0.5f, 1f }));
    }
}
