using System.ComponentModel.DataAnnotations;

namespace SharpSat.Mixins.Patches;

/// <summary>How many patches a sample has in each direction.</summary>
/// <param name="T">In time.</param>
/// <param name="H">In height.</param>
/// <param name="W">In width.</param>
public readonly record struct PatchGrid([Range(1, int.MaxValue)] int T, [Range(1, int.MaxValue)] int H, [Range(1, int.MaxValue)] int W)
{
    /// <summary>Tokens of one sample.</summary>
    public int Count => T * H * W;

    /// <inheritdoc/>
    public override string ToString() => $"{T}x{H}x{W}";
}
