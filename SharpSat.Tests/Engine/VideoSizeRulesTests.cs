using SharpSat.Core.Errors;
using SharpSat.Mixins.Positions;
using SharpSat.Tests.Autoencoder;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Engine;
using SharpSat.Video.Networks;

namespace SharpSat.Tests.Engine;

public sealed class VideoSizeRulesTests
{
    private static readonly CogVideoXConfig FullSize = new()
    {
        NumLayers = 1,
        HiddenSize = 64,
        NumAttentionHeads = 1,
        LatentFrames = 13,
        LatentHeight = 60,
        LatentWidth = 90,
    };

    private readonly VideoSizeRules _rules = new(FullSize, new AutoencoderConfig());

    [Test]
    public void Latents_OfTheNativeSize_AreTheReferenceShape()
    {
        Assert.That(_rules.Latents(49, 480, 720), Is.EqualTo(new LatentShape(13, 16, 60, 90)));
        Assert.That(_rules.Latents(1, 16, 16), Is.EqualTo(new LatentShape(1, 16, 2, 2)));
        Assert.That(_rules.FrameCounts, Has.Count.EqualTo(13).And.Contain(9).And.Contain(49));
    }

    [TestCase(50, 480, 720, "4N+1 frames, at most 49. Nearest: 49.")]
    [TestCase(48, 480, 720, "Nearest: 45 or 49.")]
    [TestCase(0, 480, 720, "Nearest: 1.")]
    [TestCase(49, 470, 720, "height of 470 is not possible: 16 must divide it and the most is 480. Nearest: 464 or 480.")]
    [TestCase(49, 720, 480, "height of 720")]
    [TestCase(49, 480, 736, "width of 736 is not possible: 16 must divide it and the most is 720. Nearest: 720.")]
    [TestCase(49, 480, -1, "Nearest: 16.")]
    public void Latents_OfAnIllegalSize_NameTheRuleAndTheNearest(int frames, int height, int width, string message)
    {
        var error = Assert.Throws<InputException>(() => _rules.Latents(frames, height, width));
        Assert.That(error!.Message, Does.Contain(message));
    }

    [Test]
    public void Latents_WithATemporalPatch_ArePaddedInFront()
    {
        var rules = new VideoSizeRules(FullSize with { PatchSizeT = 2, LatentFrames = 22 }, new AutoencoderConfig());
        Assert.That(rules.Latents(81, 480, 720), Is.EqualTo(new LatentShape(22, 16, 60, 90, Padding: 1)));
        Assert.That(rules.Latents(85, 480, 720), Is.EqualTo(new LatentShape(22, 16, 60, 90)));
    }

    [Test]
    public void FrameCounts_OfSatDecoding_AreWholeGroups()
    {
        var rules = new VideoSizeRules(TinyEngines.Network, TinyAutoencoders.Config, LatentDecoding.Sat);
        Assert.That(rules.FrameCounts, Is.EqualTo(new[] { 4, 8, 12 }));
        Assert.That(rules.Latents(8, 32, 48), Is.EqualTo(new LatentShape(3, 4, 8, 12)));
        Assert.Throws<InputException>(() => rules.Latents(9, 32, 48));
    }

    [TestCase(49, 480, 720, null)]
    [TestCase(45, 480, 720, "8N+1 frames, at most 49. Nearest: 41 or 49.")]
    public void Limits_OfTheFirstModels_AreEveryEighthFrame(int frames, int height, int width, string? problem) =>
        Verify(new VideoSizeRules(FullSize, new AutoencoderConfig(), limits: new SizeLimits { FrameStep = 8, MaxFrames = 49 }), frames, height, width, problem);

    [TestCase(81, 768, 1360, null)]
    [TestCase(161, 768, 1360, null)]
    [TestCase(165, 768, 1360, "16N+1 frames, at most 161. Nearest: 161.")]
    [TestCase(81, 480, 1360, "A height of 480 is not possible: 16 must divide it, the least is 768 and the most is 2400. Nearest: 768.")]
    public void Limits_OfTheLaterPictureModel_AreEverySixteenthFrame_AndALeastSide(int frames, int height, int width, string? problem)
    {
        var network = FullSize with { PatchSizeT = 2, LatentFrames = 42, LatentHeight = 300, LatentWidth = 300 };
        Verify(new VideoSizeRules(network, new AutoencoderConfig(), limits: new SizeLimits { FrameStep = 16, MaxFrames = 161, MinSide = 768 }), frames, height, width, problem);
    }

    [Test]
    public void PositionsThatFitAnySize_SetNoLargest()
    {
        var rules = new VideoSizeRules(FullSize with { PositionFit = PositionFit.FitToBase }, new AutoencoderConfig());
        Assert.That(rules.Latents(101, 720, 1280), Is.EqualTo(new LatentShape(26, 16, 90, 160)));
    }

    [Test]
    public void ALearnedTable_ServesOneHeightAndWidthOnly()
    {
        var rules = new VideoSizeRules(FullSize with { PositionFit = PositionFit.FitToBase, Positions = PositionKind.RotaryAndLearnable }, new AutoencoderConfig());
        Assert.That(rules.Latents(49, 480, 720).Frames, Is.EqualTo(13));
        Assert.Throws<InputException>(() => rules.Latents(49, 464, 720));
    }

    private static void Verify(VideoSizeRules rules, int frames, int height, int width, string? problem)
    {
        if (problem is null)
        {
            Assert.DoesNotThrow(() => rules.Latents(frames, height, width));
        }
        else
        {
            Assert.That(Assert.Throws<InputException>(() => rules.Latents(frames, height, width))!.Message, Does.Contain(problem));
        }
    }
}
