using SharpSat.Video.Data.Synthetic;
using SharpSat.Video.Evaluation;
using SharpSat.Video.Media;

namespace SharpSat.Tests.Evaluation;

/// <summary>Where pixels do not say, the judge does not either.</summary>
public sealed class ShapeJudgeDoubtTests
{
    private static readonly ShapeCombination Red = new(ShapeColor.Red, ShapeKind.Circle, ShapeDirection.Right, ShapeBackground.White);
    private static readonly ShapeCombination Blue = Red with { Color = ShapeColor.Blue };

    [Test]
    public void Blank_HasABackgroundOnly([Values] ShapeBackground background)
    {
        var (r, g, b) = ShapePalette.Rgb(background);
        byte[] bytes = [.. Enumerable.Range(0, 17 * 64 * 64).SelectMany(_ => new[] { r, g, b })];
        var blank = new FrameBatch(bytes, 17, 64, 64);
        Assert.That(ShapeJudge.Judge(blank), Is.EqualTo(new ShapeVerdict { Background = background }));
        Assert.That(ShapeJudge.Judge(Disturbed.Noisy(blank, 25, 3)), Is.EqualTo(new ShapeVerdict { Background = background }));
    }

    [Test]
    public void PureNoise_HasNothing([Range(0, 4)] int seed) =>
        Assert.That(ShapeJudge.Judge(Disturbed.Noise(seed)), Is.EqualTo(new ShapeVerdict()));

    [Test]
    public void StillShape_HasNoDirection([Values] ShapeKind kind)
    {
        var combination = Red with { Shape = kind };
        var verdict = ShapeJudge.Judge(Clip(combination, 10, 32, 32, speed: 0));
        Assert.That(verdict.Direction, Is.Null);
        Assert.That(verdict.Compare(combination), Is.EqualTo(new ShapeAgreement(true, true, false, true)));
    }

    [Test]
    public void SingleFrame_HasNoDirection() =>
        Assert.That(
            ShapeJudge.Judge(new FrameBatch(Clip(Red, 10, 20, 32).Frame(0).ToArray(), 1, 64, 64)).Compare(Red),
            Is.EqualTo(new ShapeAgreement(true, true, false, true)));

    [Test]
    public void TwoShapes_AreNoShape([Values] ShapeKind kind, [Values] bool otherColour)
    {
        var two = Disturbed.Over(Clip(Red, 9, 15, 15), Clip((otherColour ? Blue : Red) with { Shape = kind }, 9, 15, 48));
        Assert.That(ShapeJudge.Judge(two), Is.EqualTo(new ShapeVerdict { Background = ShapeBackground.White }));
    }

    [Test]
    public void TwoSquaresSideBySide_HaveNoKind()
    {
        var square = Red with { Shape = ShapeKind.Square };
        Assert.That(ShapeJudge.Judge(Disturbed.Over(Clip(square, 8, 15, 24), Clip(square, 8, 15, 40))).Shape, Is.Null);
    }

    [Test]
    public void ShapeThatChanges_HasNoKind()
    {
        var square = Clip(Red with { Shape = ShapeKind.Square }, 9, 15, 32);
        var circle = Clip(Red, 10, 15, 32);
        Assert.That(ShapeJudge.Judge(Disturbed.Cut(f => f < 9 ? circle : square)).Shape, Is.Null);
        Assert.That(ShapeJudge.Judge(Disturbed.Cut(f => f % 2 == 0 ? circle : square)).Shape, Is.Null);
    }

    [Test]
    public void ColourThatChanges_IsNone()
    {
        var (red, blue) = (Clip(Red, 10, 15, 32), Clip(Blue, 10, 15, 32));
        Assert.That(ShapeJudge.Judge(Disturbed.Cut(f => f < 9 ? red : blue)).Compare(Red), Is.EqualTo(new ShapeAgreement(false, true, true, true)));
    }

    [Test]
    public void ShapeThatTurnsBack_HasNoDirection()
    {
        var frames = Clip(Red, 10, 15, 32, 2);
        var there = new FrameBatch([.. Enumerable.Range(0, 17).SelectMany(f => frames.Frame(Math.Min(f, 16 - f)).ToArray())], 17, 64, 64);
        Assert.That(ShapeJudge.Judge(there).Direction, Is.Null);
    }

    [Test]
    public void ShapeThatIsThereHalfOfTheTime_IsNone()
    {
        var shape = Clip(Red, 10, 15, 32);
        var empty = Clip(Red, 0.01, 15, 32);
        Assert.That(ShapeJudge.Judge(Disturbed.Cut(f => f < 8 ? shape : empty)), Is.EqualTo(new ShapeVerdict { Background = ShapeBackground.White }));
    }

    [Test]
    public void GrayShape_HasNoColour()
    {
        var black = Red with { Background = ShapeBackground.Black };
        var gray = new FrameBatch([.. Clip(black, 10, 15, 32).Bytes.ToArray().Chunk(3).SelectMany(p => new[] { p[0], p[0], p[0] })], 17, 64, 64);
        Assert.That(ShapeJudge.Judge(gray).Compare(black), Is.EqualTo(new ShapeAgreement(false, true, true, true)));
    }

    [Test]
    public void Verdict_SaysWhatItSees() =>
        Assert.That(new ShapeVerdict { Color = ShapeColor.Red, Background = ShapeBackground.Gray }.ToString(), Is.EqualTo("red ? ? gray"));

    private static FrameBatch Clip(ShapeCombination combination, double radius, double x, double y, double speed = 1.5) => MovingShapes.Render(
        new MovingShapeSpec { Combination = combination, Radius = radius, Speed = speed, StartX = x, StartY = y });
}
