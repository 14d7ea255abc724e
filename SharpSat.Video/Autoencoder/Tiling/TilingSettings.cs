using System.ComponentModel.DataAnnotations;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Autoencoder.Tiling;

/// <summary>
/// Size and overlap of the tiles in which large pictures are encoded and decoded, so that memory does not grow with them.
/// Null takes diffusers' default: tiles of half the sample size, a sixth of the height and a fifth of the width overlapping.
/// Tiles change the result a little, because group norms see one tile at a time.
/// </summary>
public sealed record TilingSettings
{
    private const double DefaultOverlapHeight = 1.0 / 6;
    private const double DefaultOverlapWidth = 1.0 / 5;

    /// <summary>Height of a tile in pixels.</summary>
    [Range(1, int.MaxValue)]
    public int? TileHeight { get; init; }

    /// <summary>Width of a tile in pixels.</summary>
    [Range(1, int.MaxValue)]
    public int? TileWidth { get; init; }

    /// <summary>Part of the height that neighbours share, at least 0 and below 1.</summary>
    public double? OverlapHeight { get; init; }

    /// <summary>Part of the width that neighbours share, at least 0 and below 1.</summary>
    public double? OverlapWidth { get; init; }

    /// <summary>The settings in effect for an autoencoder.</summary>
    /// <exception cref="InputException">A tile has no latent cell, or an overlap is not a part of it.</exception>
    internal (TileAxis Height, TileAxis Width) For(AutoencoderConfig config) => (
        Axis("height", TileHeight ?? (config.SampleHeight / 2), OverlapHeight ?? DefaultOverlapHeight, config.SpatialCompression),
        Axis("width", TileWidth ?? (config.SampleWidth / 2), OverlapWidth ?? DefaultOverlapWidth, config.SpatialCompression));

    private static TileAxis Axis(string what, int pixels, double overlap, int compression)
    {
        if (pixels < compression)
        {
            throw new InputException($"A tile {what} of {pixels} pixels is less than one latent cell; the least is {compression}.");
        }

        if (!(overlap >= 0 && overlap < 1))
        {
            throw new InputException(FormattableString.Invariant($"A tile overlap of {overlap} ({what}) is not possible: it must be at least 0 and less than 1, for example 0.2."));
        }

        var axis = new TileAxis(pixels, pixels / compression, overlap);
        return axis.Encoding.Step > 0 && axis.Decoding.Step > 0
            ? axis
            : throw new InputException(FormattableString.Invariant($"Tiles of {what} {pixels} that overlap by {overlap} do not advance; reduce the overlap or enlarge the tiles."));
    }
}
