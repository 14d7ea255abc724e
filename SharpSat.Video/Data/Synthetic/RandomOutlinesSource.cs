using SharpSat.Core.Data;
using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using static TorchSharp.torch;

namespace SharpSat.Video.Data.Synthetic;

/// <summary>
/// Clips like moving shapes, but each shows an irregular polygon of its own, so that an autoencoder learns edges and
/// corners rather than three shapes. With 5 to 9 corners it is never one of the named shapes: a star has ten. Item i of
/// equal settings is the same clip; reading is safe from several threads.
/// </summary>
[Component("random_outlines")]
public sealed class RandomOutlinesSource : IDataSource<VideoClip>, IIdentifiedClips
{
    // Counts changes of how a clip is drawn, which make cached latents worthless.
    private const int Drawing = 1;

    private const int FewestCorners = 5;
    private const int MostCorners = 9;

    // Of the circumradius. Half of the corners reach far in, the others far out, so that there are sharp points.
    private static readonly (double Least, double Most) Inner = (0.38, 0.6);
    private static readonly (double Least, double Most) Outer = (0.78, 1);

    private readonly RandomOutlinesParams _params;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="SharpSat.Core.Errors.InputException">A setting is illegal.</exception>
    public RandomOutlinesSource(RandomOutlinesParams @params)
    {
        ArgumentNullException.ThrowIfNull(@params);
        _params = @params;
        ClipRules.RequireFrames(@params.Frames, @params.TimeCompression);
        MovingShapes.RequireLimits("random_outlines", @params.MinRadius, @params.MaxRadius, @params.MaxSpeed);
        MovingShapes.RequireRoom(@params.Frames, @params.Size, @params.MaxRadius);
    }

    /// <inheritdoc/>
    public int Count => _params.Count;

    /// <inheritdoc/>
    public VideoClip Read(int index)
    {
        var (spec, outline) = Describe(index);
        return new VideoClip
        {
            Frames_FCHW = MovingShapes.Render(spec, outline).ToUnit_FCHW(),
            Caption = Caption(spec.Combination),
            Name = FormattableString.Invariant($"{index:0000}-outline"),
            Fps = _params.Fps,
        };
    }

    /// <inheritdoc/>
    public ClipIdentity Identify(int index) => new(
        FormattableString.Invariant(
            $"random_outlines {Drawing} {_params.Seed} {index} {_params.MinRadius:R} {_params.MaxRadius:R} {_params.MaxSpeed:R} {_params.Frames} {_params.Size}"),
        Caption(Describe(index).Spec.Combination));

    private (MovingShapeSpec Spec, ShapeOutline Outline) Describe(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        using var noise = new NoiseSource(_params.Seed, FormattableString.Invariant($"random_outlines/{index}"));
        // The kind is not drawn; the outline takes its place.
        var look = new ShapeCombination(Any<ShapeColor>(noise), ShapeKind.Circle, Any<ShapeDirection>(noise), Any<ShapeBackground>(noise));
        using var drawn = noise.Uniform([5 + (2 * MostCorners)], CPU);
        var u = drawn.data<float>().ToArray();
        var radius = _params.MinRadius + (u[0] * (_params.MaxRadius - _params.MinRadius));
        var speed = MovingShapes.Speeds.Min + (u[1] * (_params.MaxSpeed - MovingShapes.Speeds.Min));
        var corners = FewestCorners + Integer(noise, MostCorners - FewestCorners + 1);
        var outline = new ShapeOutline(Corners(corners, radius, turn: u[4], u.AsSpan(5)));
        return (MovingShapes.Place(look, outline, radius, speed, (u[2], u[3]), _params.Frames, _params.Size), outline);
    }

    private static string Caption(ShapeCombination look) =>
        $"a {ShapeCaptions.Word(look.Color)} outline moving {ShapeCaptions.Word(look.Direction)} on a {ShapeCaptions.Word(look.Background)} background";

    // One corner in each of as many equal sectors; the first sector begins anywhere.
    private static (double X, double Y)[] Corners(int count, double radius, float turn, ReadOnlySpan<float> u)
    {
        var corners = new (double X, double Y)[count];
        for (var i = 0; i < count; i++)
        {
            var angle = 2 * Math.PI * (turn + ((i + (0.8 * u[2 * i])) / count));
            var (range, part) = u[(2 * i) + 1] < 0.5 ? (Inner, 2 * u[(2 * i) + 1]) : (Outer, (2 * u[(2 * i) + 1]) - 1);
            var reach = radius * (range.Least + (part * (range.Most - range.Least)));
            corners[i] = (reach * Math.Sin(angle), -reach * Math.Cos(angle));
        }

        return corners;
    }

    private static T Any<T>(NoiseSource noise)
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        return values[Integer(noise, values.Length)];
    }

    private static int Integer(NoiseSource noise, int below)
    {
        using var draw = noise.Integers(0, below, [1], CPU);
        return (int)draw.item<long>();
    }
}
