using System.Globalization;
using SharpSat.Core.Errors;
using SharpSat.Core.Tensors;
using SharpSat.Video.Media;
using static TorchSharp.torch;

namespace SharpSat.Video.Data.Synthetic;

/// <summary>Draws moving-shapes clips: one filled, anti-aliased shape at constant speed, always fully inside the frame.</summary>
public static class MovingShapes
{
    /// <summary>Smallest and largest radius in pixels, unless asked for otherwise.</summary>
    public static (double Min, double Max) Radii => (8, 13);

    /// <summary>The largest radius that may be asked for, in pixels.</summary>
    public static double LargestRadius => 16;

    /// <summary>Smallest and largest speed in pixels per frame.</summary>
    public static (double Min, double Max) Speeds => (1, 2);

    /// <summary>Draws radius, speed and place of a clip from a seed; the same seed gives the same clip everywhere.</summary>
    /// <exception cref="InputException">The shape cannot stay inside the frame for that many frames.</exception>
    public static MovingShapeSpec Draw(ShapeCombination combination, long seed, int frames = 17, int size = 64)
    {
        ArgumentNullException.ThrowIfNull(combination);
        using var noise = new NoiseSource(seed, "moving_shapes");
        return Draw(combination, noise, frames, size);
    }

    /// <summary>As the other overload, from the next draws of a stream.</summary>
    public static MovingShapeSpec Draw(ShapeCombination combination, INoiseSource noise, int frames = 17, int size = 64, double minRadius = 8, double maxRadius = 13, double maxSpeed = 2, bool centered = false)
    {
        ArgumentNullException.ThrowIfNull(combination);
        ArgumentNullException.ThrowIfNull(noise);
        RequireRoom(frames, size, maxRadius);
        using var drawn = noise.Uniform([4], CPU);
        var u = drawn.data<float>().ToArray();
        var radius = minRadius + (u[0] * (maxRadius - minRadius));
        var speed = Speeds.Min + (u[1] * (maxSpeed - Speeds.Min));
        return Place(combination, new ShapeOutline(combination.Shape, radius), radius, speed, centered ? (0.5f, 0.5f) : (u[2], u[3]), frames, size);
    }

    /// <summary>The clip's frames, uint8 [F, size, size, 3].</summary>
    public static FrameBatch Render(MovingShapeSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Render(spec, new ShapeOutline(spec.Combination.Shape, spec.Radius));
    }

    /// <summary>Puts an outline where it stays inside the frame; two uniform draws say where.</summary>
    internal static MovingShapeSpec Place(
        ShapeCombination combination, ShapeOutline outline, double radius, double speed, (float X, float Y) u, int frames, int size)
    {
        var (left, top, right, bottom) = outline.Extent;
        var way = speed * (frames - 1);
        var direction = combination.Direction;
        return new MovingShapeSpec
        {
            Combination = combination,
            Radius = radius,
            Speed = speed,
            StartX = Between(u.X, left + (direction == ShapeDirection.Left ? way : 0), size - right - (direction == ShapeDirection.Right ? way : 0)),
            StartY = Between(u.Y, top + (direction == ShapeDirection.Up ? way : 0), size - bottom - (direction == ShapeDirection.Down ? way : 0)),
            Frames = frames,
            Size = size,
        };
    }

    /// <summary>The frames of a clip that shows an outline in place of the combination's shape.</summary>
    internal static FrameBatch Render(MovingShapeSpec spec, ShapeOutline outline)
    {
        var size = spec.Size;
        var fill = ShapePalette.Rgb(spec.Combination.Color);
        var ground = ShapePalette.Rgb(spec.Combination.Background);
        var bytes = new byte[spec.Frames * size * size * 3];
        var coverage = new double[size];
        for (var f = 0; f < spec.Frames; f++)
        {
            var (x, y) = spec.Centre(f);
            for (var row = 0; row < size; row++)
            {
                outline.Cover(x, row - y, coverage);
                Paint(bytes.AsSpan(((f * size) + row) * size * 3, size * 3), coverage, fill, ground);
            }
        }

        return new FrameBatch(bytes, spec.Frames, size, size);
    }

    /// <summary>Whether the largest shape at the largest speed stays inside.</summary>
    internal static void RequireRoom(int frames, int size, double maxRadius)
    {
        var needed = (2 * maxRadius) + (Speeds.Max * (frames - 1));
        if (frames < 1 || needed > size)
        {
            var most = (int)Math.Floor((size - (2 * maxRadius)) / Speeds.Max) + 1;
            var nearest = frames < 1 ? "1 frame" : (most > 0 ? $"{most} frames of this size, or " : string.Empty) + string.Create(CultureInfo.InvariantCulture, $"{needed:0} pixels");
            throw new InputException($"moving shapes of {frames} frames do not fit {size}x{size} pixels; nearest: {nearest}.");
        }
    }

    /// <summary>Whether a dataset's radii and largest speed are among those that can be drawn.</summary>
    internal static void RequireLimits(string dataset, double minRadius, double maxRadius, double maxSpeed)
    {
        RequireWithin($"{dataset}: max_radius", maxRadius, (Radii.Min, LargestRadius), "pixels");
        RequireWithin($"{dataset}: min_radius", minRadius, (Radii.Min, maxRadius), "pixels");
        RequireWithin($"{dataset}: max_speed", maxSpeed, Speeds, "pixels per frame");
    }

    private static void RequireWithin(string name, double value, (double Min, double Max) range, string unit)
    {
        if (!(value >= range.Min && value <= range.Max))
        {
            throw new InputException(FormattableString.Invariant(
                $"{name} is {value}; it must be {range.Min} to {range.Max} {unit}, nearest: {(value > range.Max ? range.Max : range.Min)}."));
        }
    }

    private static double Between(float u, double low, double high) => low + (u * (high - low));

    private static void Paint(Span<byte> row, ReadOnlySpan<double> coverage, (byte R, byte G, byte B) fill, (byte R, byte G, byte B) ground)
    {
        for (var x = 0; x < coverage.Length; x++)
        {
            var part = coverage[x];
            row[3 * x] = Mix(ground.R, fill.R, part);
            row[(3 * x) + 1] = Mix(ground.G, fill.G, part);
            row[(3 * x) + 2] = Mix(ground.B, fill.B, part);
        }
    }

    private static byte Mix(byte ground, byte fill, double part) => (byte)(ground + ((fill - ground) * part) + 0.5);
}
