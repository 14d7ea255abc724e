using SharpSat.Core.Errors;
using SharpSat.Video.Data;

namespace SharpSat.Tests.Data;

public sealed class ClipRulesTests
{
    [TestCase(1, 4)]
    [TestCase(49, 4)]
    [TestCase(17, 8)]
    [TestCase(16, 1)]
    public void LegalFrames_Pass(int frames, int compression) => Assert.That(() => ClipRules.RequireFrames(frames, compression), Throws.Nothing);

    [TestCase(16, 4, "nearest: 13 or 17")]
    [TestCase(48, 4, "nearest: 45 or 49")]
    [TestCase(0, 4, "nearest: 1.")]
    [TestCase(-7, 4, "nearest: 1.")]
    [TestCase(10, 8, "nearest: 9 or 17")]
    public void IllegalFrames_NameNearestLegal(int frames, int compression, string part) =>
        Assert.That(() => ClipRules.RequireFrames(frames, compression), Throws.InstanceOf<InputException>().With.Message.Contains(part));

    [TestCase(60, 64, "height must be a multiple of 16, got 60; nearest: 48 or 64")]
    [TestCase(64, 7, "width must be a multiple of 16, got 7; nearest: 16.")]
    [TestCase(0, 16, "height must be a multiple of 16, got 0; nearest: 16.")]
    public void IllegalSize_NamesNearestLegal(int height, int width, string part) =>
        Assert.That(() => ClipRules.RequireSize(height, width, 16), Throws.InstanceOf<InputException>().With.Message.Contains(part));

    [Test]
    public void LargestFrames_IsTheLargestLegal([Range(0, 20)] int available)
    {
        var best = Enumerable.Range(1, 20).Where(f => f <= available && f % 4 == 1).DefaultIfEmpty(0).Max();
        Assert.That(ClipRules.LargestFrames(available, 4), Is.EqualTo(best));
    }
}
