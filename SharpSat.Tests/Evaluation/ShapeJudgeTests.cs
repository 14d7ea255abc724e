using SharpSat.Tests.Media;
using SharpSat.Video.Data.Synthetic;
using SharpSat.Video.Evaluation;
using SharpSat.Video.Media;

namespace SharpSat.Tests.Evaluation;

/// <summary>The judge is right about every combination, and stays so when clips get worse.</summary>
public sealed class ShapeJudgeTests
{
    private static readonly string[] None = [];
    private static readonly (double Radius, double Speed)[] Extremes = [(8, 1), (8, 2), (13, 1), (13, 2)];

    [Test]
    public void Clean_EveryCombination() => Check(ShapeCombination.All.Select((c, i) => Drawn(c, i)), frames => frames);

    [Test]
    public void SmallestAndLargest_SlowestAndFastest() =>
        Check(ShapeCombination.All.Where((_, i) => i % 3 == 0).SelectMany(c => Extremes.Select(e => At(c, e.Radius, e.Speed))), frames => frames);

    [Test]
    public void Noise_EveryCombination() => Check(ShapeCombination.All.Select((c, i) => Drawn(c, i)), frames => Disturbed.Noisy(frames, 20, 1));

    [Test]
    public void Blur_EveryCombination() => Check(ShapeCombination.All.Select((c, i) => Drawn(c, i)), Disturbed.Blurred);

    [Test]
    public void BlurAndNoise_Smallest() =>
        Check(ShapeCombination.All.Where((_, i) => i % 3 == 0).Select(c => At(c, 8, 1)), frames => Disturbed.Noisy(Disturbed.Blurred(frames), 12, 1));

    [Test]
    public void Pale_EveryCombinationOnGray() =>
        Check(ShapeCombination.All.Where(c => c.Background == ShapeBackground.Gray).Select(c => At(c, 10, 1.5)), frames => Disturbed.Pale(frames, 0.4));

    [Test]
    public void Mp4_SomeOfAll()
    {
        using var folder = new TemporaryFolder();
        Check(ShapeCombination.All.Where((_, i) => i % 12 == i / 12 % 12).Select((c, i) => Drawn(c, i)), frames => Disturbed.Coded(frames, folder.Path));
    }

    private static void Check(IEnumerable<MovingShapeSpec> specs, Func<FrameBatch, FrameBatch> change)
    {
        var seen = specs.Select(spec => (spec, Verdict: ShapeJudge.Judge(change(MovingShapes.Render(spec))))).ToList();
        var wrong = seen.Where(s => !s.Verdict.Compare(s.spec.Combination).All)
            .Select(s => FormattableString.Invariant($"{s.spec.Combination.Slug} radius {s.spec.Radius:0.0} speed {s.spec.Speed:0.0}: {s.Verdict}")).ToList();
        TestContext.Out.WriteLine($"{seen.Count - wrong.Count} of {seen.Count} right");
        Assert.That(wrong, Is.EqualTo(None));
    }

    private static MovingShapeSpec Drawn(ShapeCombination combination, int seed) => MovingShapes.Draw(combination, seed);

    private static MovingShapeSpec At(ShapeCombination combination, double radius, double speed) =>
        MovingShapes.Draw(combination, 1) with { Radius = radius, Speed = speed, StartX = Start(combination, speed, true), StartY = Start(combination, speed, false) };

    // Half of the way before the middle of the frame.
    private static double Start(ShapeCombination combination, double speed, bool horizontal) => 32 + (combination.Direction switch
    {
        ShapeDirection.Left => horizontal ? 8 : 0,
        ShapeDirection.Right => horizontal ? -8 : 0,
        ShapeDirection.Up => horizontal ? 0 : 8,
        _ => horizontal ? 0 : -8,
    } * speed);
}
