namespace SharpSat.Core.Tensors.Kernels.Modulation;

/// <summary>Where, in a row of values made from the time, the blocks for leading (text) and following (video) tokens stand.</summary>
/// <param name="Leading">Number of the leading tokens' block.</param>
/// <param name="Following">Number of the following tokens' block.</param>
internal readonly record struct StreamColumns(int Leading, int Following)
{
    /// <summary>The block of a stream: 0 leads, 1 follows.</summary>
    public int this[int stream] => stream == 0 ? Leading : Following;
}
