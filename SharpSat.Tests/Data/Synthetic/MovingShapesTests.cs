using SharpSat.Core.Errors;
using SharpSat.Video.Data.Synthetic;
using SharpSat.Video.Media;

namespace SharpSat.Tests.Data.Synthetic;

public sealed class MovingShapesTests
{
    private static IEnumerable<ShapeCombination> Some => ShapeCombination.All.Where((_, i) => i % 5 == 0);

    [TestCaseSource(nameof(Some))]
    public void Render_ShapeHasItsColourAreaPlaceAndMotion(ShapeCombination combination)
    {
        var spec = MovingShapes.Draw(combination, 11);
        Assert.That(spec.Radius, Is.InRange(8, 13));
        Assert.That(spec.Speed, Is.InRange(1, 2));
        var frames = MovingShapes.Render(spec);
        Assert.That((frames.Count, frames.Height, frames.Width), Is.EqualTo((17, 64, 64)));
        var first = Coverage(frames, 0, combination);
        var area = Area(combination.Shape) * spec.Radius * spec.Radius;
        for (var f = 0; f < frames.Count; f++)
        {
            var seen = Coverage(frames, f, combination);

            // The whole area is visible in every frame: nothing is cut off at the edges.
            Assert.That(seen.Area, Is.EqualTo(area).Within(0.02 * area));
            var (dx, dy) = combination.Direction switch
            {
                ShapeDirection.Left => (-1, 0),
                ShapeDirection.Right => (1, 0),
                ShapeDirection.Up => (0, -1),
                _ => (0, 1),
            };
            Assert.That(seen.X - first.X, Is.EqualTo(dx * f * spec.Speed).Within(0.06));
            Assert.That(seen.Y - first.Y, Is.EqualTo(dy * f * spec.Speed).Within(0.06));
            Assert.That(seen.X, Is.EqualTo(spec.Centre(f).X).Within(0.06));
            var (x, y) = ((int)spec.Centre(f).X, (int)spec.Centre(f).Y);
            Assert.That(frames.Pixel(f, y, x), Is.EqualTo(ShapePalette.Rgb(combination.Color)));
        }

        Assert.That(Corners(frames, combination), Is.GreaterThanOrEqualTo(2), "the background is exact");
    }

    [Test]
    public void Draw_AnySeed_KeepsTheShapeInside([Values] ShapeKind shape, [Values] ShapeDirection direction)
    {
        var combination = new ShapeCombination(ShapeColor.Red, shape, direction, ShapeBackground.Black);
        for (var seed = 0; seed < 200; seed++)
        {
            var spec = MovingShapes.Draw(combination, seed);
            var (left, top, right, bottom) = new ShapeOutline(shape, spec.Radius).Extent;
            foreach (var (x, y) in new[] { spec.Centre(0), spec.Centre(16) })
            {
                Assert.That(Math.Min(x - left, y - top), Is.GreaterThanOrEqualTo(-1e-9));
                Assert.That(Math.Max(x + right, y + bottom), Is.LessThanOrEqualTo(64 + 1e-9));
            }
        }
    }

    [Test]
    public void Draw_SameSeed_SameClip_OtherSeed_OtherClip()
    {
        var combination = ShapeCombination.All[0];
        Assert.That(MovingShapes.Draw(combination, 5), Is.EqualTo(MovingShapes.Draw(combination, 5)));
        Assert.That(MovingShapes.Draw(combination, 6), Is.Not.EqualTo(MovingShapes.Draw(combination, 5)));
        Assert.That(
            MovingShapes.Render(MovingShapes.Draw(combination, 5)).Bytes.SequenceEqual(MovingShapes.Render(MovingShapes.Draw(combination, 5)).Bytes));
    }

    [Test]
    public void Triangle_And_Star_PointUp()
    {
        foreach (var shape in new[] { ShapeKind.Triangle, ShapeKind.Star })
        {
            var combination = new ShapeCombination(ShapeColor.Green, shape, ShapeDirection.Right, ShapeBackground.White);
            var spec = MovingShapes.Draw(combination, 3) with { StartX = 20, StartY = 30, Radius = 12 };
            var frames = MovingShapes.Render(spec);
            var (top, low) = (Width(frames, 20, combination), Width(frames, 34, combination));
            Assert.That(low, Is.GreaterThan(top + 4), shape.ToString());
        }
    }

    [Test]
    public void Edges_AreAntiAliased()
    {
        var combination = new ShapeCombination(ShapeColor.Yellow, ShapeKind.Circle, ShapeDirection.Left, ShapeBackground.Black);
        var frames = MovingShapes.Render(MovingShapes.Draw(combination, 4));
        var between = Enumerable.Range(0, 64 * 64).Select(i => frames.Frame(0)[3 * i]).Count(r => r is > 0 and < 0xE8);
        Assert.That(between, Is.InRange(30, 150));
    }

    [Test]
    public void NoRoom_NamesNearestLegalValues()
    {
        Assert.That(() => MovingShapes.Draw(ShapeCombination.All[0], 1, 33), Throws.InstanceOf<InputException>().With.Message.Contains("nearest: 20 frames of this size, or 90 pixels"));
        Assert.That(() => MovingShapes.Draw(ShapeCombination.All[0], 1, 0), Throws.InstanceOf<InputException>());
    }

    private static double Area(ShapeKind shape) => shape switch
    {
        ShapeKind.Circle => Math.PI,
        ShapeKind.Square => 4,
        ShapeKind.Triangle => 3 * Math.Sqrt(3) / 4,
        _ => 10 * 0.5 * ((3 - Math.Sqrt(5)) / 2) * Math.Sin(Math.PI / 5),
    };

    private static (double Area, double X, double Y) Coverage(FrameBatch frames, int frame, ShapeCombination combination)
    {
        var (fill, ground) = (ShapePalette.Rgb(combination.Color), ShapePalette.Rgb(combination.Background));
        double area = 0, x = 0, y = 0;
        for (var i = 0; i < 64 * 64; i++)
        {
            var pixel = frames.Pixel(frame, i / 64, i % 64);
            var way = Math.Abs(fill.R - ground.R) + Math.Abs(fill.G - ground.G) + Math.Abs(fill.B - ground.B);
            var part = (Math.Abs(pixel.R - ground.R) + Math.Abs(pixel.G - ground.G) + Math.Abs(pixel.B - ground.B)) / (double)way;
            (area, x, y) = (area + part, x + (part * ((i % 64) + 0.5)), y + (part * ((i / 64) + 0.5)));
        }

        return (area, x / area, y / area);
    }

    private static int Corners(FrameBatch frames, ShapeCombination combination)
    {
        var ground = ShapePalette.Rgb(combination.Background);
        return new[] { (0, 0), (0, 63), (63, 0), (63, 63) }.Count(c => frames.Pixel(0, c.Item1, c.Item2) == ground);
    }

    private static int Width(FrameBatch frames, int row, ShapeCombination combination) =>
        Enumerable.Range(0, 64).Count(x => frames.Pixel(0, row, x) != ShapePalette.Rgb(combination.Background));
}
