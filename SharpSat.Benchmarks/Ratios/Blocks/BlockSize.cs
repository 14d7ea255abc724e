namespace SharpSat.Benchmarks.Ratios.Blocks;

/// <summary>Sizes of one transformer block and its input.</summary>
/// <param name="Width">Hidden size.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Text">Text tokens.</param>
/// <param name="T">Patches in time.</param>
/// <param name="H">Patches in height.</param>
/// <param name="W">Patches in width.</param>
/// <param name="Rotary">Whether positions are rotary.</param>
/// <param name="Batch">Samples.</param>
/// <param name="TimeWidth">Width of the embedded time.</param>
internal sealed record BlockSize(int Width, int Heads, int Text, int T, int H, int W, bool Rotary, int Batch = 1, int TimeWidth = 512)
{
    /// <summary>All tokens of a sample.</summary>
    public int Tokens => Text + (T * H * W);

    /// <inheritdoc/>
    public override string ToString() => Batch == 1 ? $"{Width} wide, {Tokens} tokens" : $"{Width} wide, {Batch} x {Tokens} tokens";
}
