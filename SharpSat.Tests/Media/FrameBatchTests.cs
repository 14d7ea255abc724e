using SharpSat.Video.Media;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Media;

public sealed class FrameBatchTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void Open() => _scope = NewDisposeScope();

    [TearDown]
    public void Close() => _scope.Dispose();

    [Test]
    public void ToUnit_IsTheReferencesRule_InChannelFirstOrder()
    {
        var batch = new FrameBatch([0, 51, 255, 1, 2, 3, 10, 20, 30, 127, 128, 129], 1, 2, 2);
        var x_FCHW = batch.ToUnit_FCHW();
        Assert.That(x_FCHW.shape, Is.EqualTo(new long[] { 1, 3, 2, 2 }));
        Assert.That(x_FCHW[0, 0, 0, 0].item<float>(), Is.EqualTo(-1f));
        Assert.That(x_FCHW[0, 1, 0, 0].item<float>(), Is.EqualTo((51f - 127.5f) / 127.5f));
        Assert.That(x_FCHW[0, 2, 0, 0].item<float>(), Is.EqualTo(1f));
        Assert.That(x_FCHW[0, 1, 1, 0].item<float>(), Is.EqualTo((20f - 127.5f) / 127.5f));
    }

    [Test]
    public void FromUnit_ClampsAndTruncates()
    {
        var x_FCHW = tensor(new[] { -3f, -1f, 0f, 0.999f, 1f, 7f }).view(1, 3, 1, 2);
        var batch = FrameBatch.FromUnit_FCHW(x_FCHW);
        Assert.That(batch.Pixel(0, 0, 0), Is.EqualTo(((byte)0, (byte)127, (byte)255)));
        Assert.That(batch.Pixel(0, 0, 1), Is.EqualTo(((byte)0, (byte)254, (byte)255)));
    }

    [Test]
    public void UnitRoundTrip_LosesAtMostOneStep()
    {
        var all = new FrameBatch([.. Enumerable.Range(0, 256 * 3).Select(i => (byte)(i / 3))], 1, 16, 16);
        var back = FrameBatch.FromUnit_FCHW(all.ToUnit_FCHW());
        for (var i = 0; i < 768; i++)
        {
            Assert.That(all.Bytes[i] - back.Bytes[i], Is.InRange(0, 1));
        }
    }

    [Test]
    public void BytesRoundTrip_IsExact()
    {
        var batch = TestVideos.Ramps(3, 6, 10);
        Assert.That(FrameBatch.FromBytes_FHWC(batch.ToBytes_FHWC()).Bytes.SequenceEqual(batch.Bytes));
        Assert.That(batch.ToBytes_FHWC().shape, Is.EqualTo(new long[] { 3, 6, 10, 3 }));
    }

    [Test]
    public void FromUnit_TakesHalfPrecisionAndStridedInput()
    {
        var x_FHWC = zeros(2, 4, 6, 3, dtype: ScalarType.BFloat16);
        Assert.That(FrameBatch.FromUnit_FCHW(x_FHWC.permute(0, 3, 1, 2)).Pixel(1, 3, 5), Is.EqualTo(((byte)127, (byte)127, (byte)127)));
    }

    [Test]
    public void FromUnit_NotANumber_NamesTheFrame()
    {
        var x_FCHW = zeros(4, 3, 2, 2);
        x_FCHW[2, 1, 0, 0] = float.NaN;
        Assert.That(() => FrameBatch.FromUnit_FCHW(x_FCHW), Throws.ArgumentException.With.Message.StartsWith("Frame 2 holds values that are not finite"));
    }

    [Test]
    public void WrongLengthOrShape_IsRefused()
    {
        Assert.That(() => new FrameBatch(new byte[11], 1, 2, 2), Throws.ArgumentException);
        Assert.That(() => FrameBatch.FromUnit_FCHW(zeros(3, 2, 2)), Throws.ArgumentException);
        Assert.That(() => FrameBatch.FromBytes_FHWC(zeros(1, 2, 2, 3)), Throws.ArgumentException);
    }
}
