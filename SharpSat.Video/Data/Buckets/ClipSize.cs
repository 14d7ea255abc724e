using System.ComponentModel.DataAnnotations;

namespace SharpSat.Video.Data.Buckets;

/// <summary>Size of the clips of a bucket; every batch has clips of one.</summary>
public sealed record ClipSize
{
    /// <summary>Frames.</summary>
    [Range(1, int.MaxValue)]
    public required int Frames { get; init; }

    /// <summary>Height in pixels.</summary>
    [Range(1, int.MaxValue)]
    public required int Height { get; init; }

    /// <summary>Width in pixels.</summary>
    [Range(1, int.MaxValue)]
    public required int Width { get; init; }

    /// <summary>Pixels of all frames.</summary>
    internal long Pixels => (long)Frames * Height * Width;

    /// <summary>Frames, height and width: "17x64x96".</summary>
    public override string ToString() => FormattableString.Invariant($"{Frames}x{Height}x{Width}");
}
