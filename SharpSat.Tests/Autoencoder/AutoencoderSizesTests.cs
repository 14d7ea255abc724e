using SharpSat.Core.Errors;
using SharpSat.Video.Autoencoder;

namespace SharpSat.Tests.Autoencoder;

public sealed class AutoencoderSizesTests
{
    private static readonly AutoencoderSizes Sizes = new(new AutoencoderConfig());

    [TestCase(1, 1)]
    [TestCase(5, 2)]
    [TestCase(9, 3)]
    [TestCase(17, 5)]
    [TestCase(49, 13)]
    public void LatentFrames_OfLegalCounts_InvertVideoFrames(int video, int latent)
    {
        Assert.That(Sizes.LatentFrames(video), Is.EqualTo(latent));
        Assert.That(Sizes.VideoFrames(latent, TemporalGrouping.FirstFrameApart), Is.EqualTo(video));
    }

    [TestCase(1, 1)]
    [TestCase(2, 8)]
    [TestCase(12, 48)]
    public void VideoFrames_InWholeGroups_AreFourTimesAsMany(int latent, int video) =>
        Assert.That(Sizes.VideoFrames(latent, TemporalGrouping.WholeGroups), Is.EqualTo(video));

    [TestCase(0, "0 frames", "Nearest: 1.")]
    [TestCase(2, "4N+1", "Nearest: 1 or 5.")]
    [TestCase(16, "16 frames", "Nearest: 13 or 17.")]
    public void LatentFrames_OfIllegalCounts_NameTheNearest(int video, string what, string nearest) =>
        Assert.That(
            () => Sizes.LatentFrames(video),
            Throws.TypeOf<InputException>().With.Message.Contains(what).And.Message.EndsWith(nearest));

    [Test]
    public void LatentFrames_MayDropTheTrailingOnes() =>
        Assert.That(Sizes.LatentFrames(16, TrailingFrames.Drop), Is.EqualTo(4));

    [Test]
    public void LatentSide_ThatDoesNotDivide_NamesTheNearest() =>
        Assert.That(
            () => Sizes.LatentSide("height", 70),
            Throws.TypeOf<InputException>().With.Message.EqualTo(
                "A video of height 70 cannot be encoded: 8 must divide it. Nearest: 64 or 72."));

    [TestCase(1, null, new[] { 1 })]
    [TestCase(3, null, new[] { 3 })]
    [TestCase(7, null, new[] { 3, 2, 2 })]
    [TestCase(21, 10, new[] { 3, 2, 2, 2, 2, 2, 2, 2, 2, 2 })]
    [TestCase(42, 10, new[] { 5, 5, 4, 4, 4, 4, 4, 4, 4, 4 })]
    public void Schedule_IsEven_AndHasNoLoneFrame(int latent, int? limit, int[] chunks) =>
        Assert.That(DecodeChunks.Schedule(latent, limit), Is.EqualTo(chunks));

    [Test]
    public void Schedule_WithoutFrames_IsRefused() =>
        Assert.That(() => DecodeChunks.Schedule(0), Throws.TypeOf<InputException>().With.Message.Contains("least is 1"));
}
