using SharpSat.Tests.Presets;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Data.Synthetic;
using SharpSat.Video.Evaluation;
using SharpSat.Video.Media;
using static TorchSharp.torch;

namespace SharpSat.Tests.Evaluation;

/// <summary>What nano's autoencoder does to a clip of the shapes it knows does not mislead the judge.</summary>
public sealed class ShapeJudgeReconstructionTests
{
    [Test]
    [Category("Slow")]
    public void Reconstructions_AreJudgedAsTheirClips()
    {
        using var guard = no_grad();
        using var autoencoder = NanoAutoencoderTests.Load();
        var all = ShapeCombination.All.Where((c, i) => c.Shape != ShapeKind.Star && i % 3 == i / 12 % 3).ToList();
        var wrong = all.Select((c, i) => (c.Slug, Verdict: Judge(autoencoder, MovingShapes.Draw(c, 500 + i)), Expected: c))
            .Where(s => !s.Verdict.Compare(s.Expected).All).Select(s => $"{s.Slug}: {s.Verdict}").ToList();
        TestContext.Out.WriteLine($"{all.Count - wrong.Count} of {all.Count} right");
        Assert.That(wrong, Has.Count.LessThanOrEqualTo(1), string.Join('\n', wrong));
    }

    private static ShapeVerdict Judge(VideoAutoencoder autoencoder, MovingShapeSpec spec)
    {
        using var scope = NewDisposeScope();
        var x_BCFHW = MovingShapes.Render(spec).ToUnit_FCHW().unsqueeze(0).transpose(1, 2).contiguous();
        using var posterior = autoencoder.Encode(x_BCFHW);
        var y_BCFHW = autoencoder.Decode(posterior.Mean, TemporalGrouping.FirstFrameApart);
        return ShapeJudge.Judge(FrameBatch.FromUnit_FCHW(y_BCFHW[0].transpose(0, 1)));
    }
}
