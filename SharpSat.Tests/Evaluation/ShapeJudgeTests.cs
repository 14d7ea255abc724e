using SharpSat.Tests.Training;
using SharpSat.Video.Data.Synthetic;
using SharpSat.Video.Evaluation;
using SharpSat.Video.Media;

namespace SharpSat.Tests.Evaluation;

public sealed class ShapeJudgeTests
{
    [Test]
    public void EveryRenderedCombination_IsReadRight()
    {
        foreach (var (combination, i) in ShapeCombination.All.Select((c, i) => (c, i)))
        {
            AssertRight(combination, MovingShapes.Render(MovingShapes.Draw(combination, i)));
        }
    }

    [Test]
    public void Noise_AndBlur_DoNotMatter()
    {
        foreach (var (combination, i) in ShapeCombination.All.Select((c, i) => (c, i)))
        {
            AssertRight(combination, Noisy(Blurred(MovingShapes.Render(MovingShapes.Draw(combination, i + 1000))), i));
        }
    }

    [Test]
    public void AnMp4_IsReadLikeItsFrames()
    {
        using var folder = new RunFolder();
        foreach (var (combination, i) in ShapeCombination.All.Where((_, i) => i % 12 == 5).Select((c, i) => (c, i)))
        {
            var file = folder.In($"{i}.mp4");
            VideoWriter.Write(file, MovingShapes.Render(MovingShapes.Draw(combination, i)), 8);
            AssertRight(combination, VideoReader.ReadAll(file));
        }
    }

    [Test]
    public void EmptyFrames_HaveABackgroundAndNothingElse() =>
        Assert.That(ShapeJudge.Judge(Drawn((_, _, _) => 128)), Is.EqualTo(new ShapeVerdict(null, null, null, ShapeBackground.Gray)));

    [Test]
    public void PureNoise_ShowsNoShape()
    {
        var random = new Random(3);
        Assert.That(ShapeJudge.Judge(Drawn((_, _, _) => (byte)random.Next(256))) with { Background = null }, Is.EqualTo(new ShapeVerdict(null, null, null, null)));
    }

    [Test]
    public void AShapeThatStandsStill_HasNoDirection()
    {
        var clip = MovingShapes.Render(Spec(ShapeKind.Star, ShapeDirection.Left));
        var still = Joined(Enumerable.Repeat(clip, 17), _ => 0);
        Assert.That(ShapeJudge.Judge(still), Is.EqualTo(new ShapeVerdict(ShapeColor.Red, ShapeKind.Star, null, ShapeBackground.Black)));
    }

    [Test]
    public void AShapeThatChanges_IsNone()
    {
        var kinds = new[] { ShapeKind.Circle, ShapeKind.Square, ShapeKind.Triangle }.Select(kind => MovingShapes.Render(Spec(kind, ShapeDirection.Left))).ToList();
        var changing = Joined(Enumerable.Range(0, 17).Select(f => kinds[f % 3]), f => f);
        Assert.That(ShapeJudge.Judge(changing).Shape, Is.Null);
    }

    [Test]
    public void TwoShapes_AreNotOne()
    {
        var (left, right) = (MovingShapes.Render(Spec(ShapeKind.Circle, ShapeDirection.Up) with { StartX = 14 }), MovingShapes.Render(Spec(ShapeKind.Square, ShapeDirection.Up) with { StartX = 48 }));
        var both = new FrameBatch([.. left.Bytes.ToArray().Zip(right.Bytes.ToArray(), Math.Max)], 17, 64, 64);
        Assert.That(ShapeJudge.Judge(both), Is.EqualTo(new ShapeVerdict(null, null, null, ShapeBackground.Black)));
    }

    [Test]
    public void AColourThatIsNoneOfThePalettes_IsNone()
    {
        var orange = MovingShapes.Render(Spec(ShapeKind.Circle, ShapeDirection.Left)).Bytes.ToArray();
        for (var i = 0; i < orange.Length; i += 3)
        {
            (orange[i], orange[i + 1], orange[i + 2]) = orange[i] > 100 ? ((byte)130, (byte)80, (byte)30) : ((byte)0, (byte)0, (byte)0);
        }

        Assert.That(ShapeJudge.Judge(new FrameBatch(orange, 17, 64, 64)).Color, Is.Null);
    }

    private static void AssertRight(ShapeCombination combination, FrameBatch frames)
    {
        var verdict = ShapeJudge.Judge(frames);
        Assert.That(verdict.IsRight(combination), $"{combination.Slug} is read as {verdict}");
    }

    private static MovingShapeSpec Spec(ShapeKind kind, ShapeDirection direction) => new()
    {
        Combination = new ShapeCombination(ShapeColor.Red, kind, direction, ShapeBackground.Black), Radius = 10, Speed = 1.5, StartX = 44, StartY = 44,
    };

    private static FrameBatch Drawn(Func<int, int, int, byte> value)
    {
        var bytes = new byte[17 * 64 * 64 * 3];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = value(i / (64 * 64 * 3), i / (64 * 3) % 64, i / 3 % 64);
        }

        return new FrameBatch(bytes, 17, 64, 64);
    }

    private static FrameBatch Joined(IEnumerable<FrameBatch> clips, Func<int, int> frame) =>
        new([.. clips.SelectMany((clip, f) => clip.Frame(frame(f)).ToArray())], 17, 64, 64);

    private static FrameBatch Blurred(FrameBatch frames)
    {
        var bytes = new byte[frames.Bytes.Length];
        for (var f = 0; f < frames.Count; f++)
        {
            for (var i = 0; i < 64 * 64 * 3; i++)
            {
                var (y, x, c) = (i / (64 * 3), i / 3 % 64, i % 3);
                var sum = 0;
                for (var n = 0; n < 9; n++)
                {
                    var (r, g, b) = frames.Pixel(f, Math.Clamp(y + (n / 3) - 1, 0, 63), Math.Clamp(x + (n % 3) - 1, 0, 63));
                    sum += c == 0 ? r : c == 1 ? g : b;
                }

                bytes[(f * 64 * 64 * 3) + i] = (byte)(sum / 9);
            }
        }

        return new FrameBatch(bytes, frames.Count, 64, 64);
    }

    private static FrameBatch Noisy(FrameBatch frames, int seed)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return new FrameBatch([.. frames.Bytes.ToArray().Select(b => (byte)Math.Clamp(b + (12 * Normal()), 0, 255))], frames.Count, 64, 64);
    }
}
