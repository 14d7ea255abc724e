using System.Globalization;
using SharpSat.Core.Data;
using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.Media;
using static TorchSharp.torch;

namespace SharpSat.Video.Data.Synthetic;

/// <summary>
/// Moving-shapes clips drawn on demand. Item i shows combination i (modulo their number) of an order shuffled by the
/// seed, with its own size, speed and place: equal settings give equal clips. Reading is safe from several threads.
/// </summary>
[Component("moving_shapes")]
public sealed class MovingShapesSource : IDataSource<VideoClip>, IIdentifiedClips
{
    // Counts changes of how a spec is drawn, which make cached latents worthless.
    private const int Drawing = 1;

    private readonly MovingShapesParams _params;
    private readonly ShapeCombination[] _order;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="InputException">A setting is illegal or no combination is left.</exception>
    public MovingShapesSource(MovingShapesParams @params)
    {
        ArgumentNullException.ThrowIfNull(@params);
        _params = @params;
        ClipRules.RequireFrames(@params.Frames, @params.TimeCompression);
        MovingShapes.RequireLimits("moving_shapes", @params.MinRadius, @params.MaxRadius, @params.MaxSpeed);
        MovingShapes.RequireRoom(@params.Frames, @params.Size, @params.MaxRadius);
        if (@params.Count < 0 || !(@params.Fps > 0))
        {
            throw new InputException(string.Create(
                CultureInfo.InvariantCulture, $"moving_shapes: count must be at least 0 and fps above 0, got {@params.Count} and {@params.Fps}."));
        }

        var combinations = ShapeFilter.Select(@params.Include, @params.Exclude, @params.Split);
        if (combinations.Count == 0)
        {
            throw new InputException("moving_shapes: split, include and exclude leave no combination of colour, shape, direction and background.");
        }

        _order = Shuffled(combinations, @params.Seed);
        Count = @params.Count == 0 ? _order.Length : @params.Count;
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>Frames per second of every clip.</summary>
    public double Fps => _params.Fps;

    /// <inheritdoc/>
    public VideoClip Read(int index)
    {
        var (spec, caption, name) = Describe(index);
        return new VideoClip { Frames_FCHW = MovingShapes.Render(spec).ToUnit_FCHW(), Caption = caption, Name = name, Fps = _params.Fps };
    }

    /// <summary>The clip's frames as bytes.</summary>
    public FrameBatch ReadFrames(int index) => MovingShapes.Render(Describe(index).Spec);

    /// <summary>What item <paramref name="index"/> shows, its caption and its name ("0007-red-circle-left-black").</summary>
    public (MovingShapeSpec Spec, string Caption, string Name) Describe(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var combination = _order[index % _order.Length];
        using var noise = new NoiseSource(_params.Seed, FormattableString.Invariant($"moving_shapes/{index}"));
        var spec = MovingShapes.Draw(combination, noise, _params.Frames, _params.Size, _params.MinRadius, _params.MaxRadius, _params.MaxSpeed, _params.Centered);
        return (spec, ShapeCaptions.Of(combination, _params.Paraphrases ? Wording(noise) : 0), FormattableString.Invariant($"{index:0000}-{combination.Slug}"));
    }

    /// <inheritdoc/>
    public ClipIdentity Identify(int index)
    {
        var (spec, caption, _) = Describe(index);
        return new ClipIdentity(
            FormattableString.Invariant(
                $"moving_shapes {Drawing} {spec.Combination.Slug} {spec.Radius:R} {spec.Speed:R} {spec.StartX:R} {spec.StartY:R} {spec.Frames} {spec.Size}"),
            caption);
    }

    private static int Wording(NoiseSource noise)
    {
        using var draw = noise.Integers(0, ShapeCaptions.Count, [1], CPU);
        return (int)draw.item<long>();
    }

    private static ShapeCombination[] Shuffled(IReadOnlyList<ShapeCombination> combinations, long seed)
    {
        using var noise = new NoiseSource(seed, "moving_shapes/order");
        using var draws = noise.Uniform([combinations.Count], CPU);
        var keys = draws.data<float>().ToArray();
        return [.. combinations.Select((c, i) => (c, key: keys[i])).OrderBy(pair => pair.key).Select(pair => pair.c)];
    }
}
