namespace SharpSat.Core.Tensors.Kernels.Modulation;

/// <summary>
/// Cuts [B, S, E] into pieces of neighbouring tokens that belong to one sample and one stream, so that a piece has one set
/// of values and sums over tokens do not depend on the number of threads.
/// </summary>
/// <param name="batch">B.</param>
/// <param name="leading">Leading tokens, which have values of their own.</param>
/// <param name="tokens">S.</param>
internal readonly struct TokenStreams(int batch, int leading, int tokens)
{
    // Tokens of a piece.
    private const int Length = 64;

    /// <summary>Pieces of all samples.</summary>
    public int Count => batch * PerSample;

    /// <summary>Pieces of one sample.</summary>
    public int PerSample => First + Ceiling(tokens - leading);

    private int First => Ceiling(leading);

    /// <summary>A piece: its sample, its stream, its first token and the one after its last.</summary>
    public (int Sample, int Stream, int From, int To) this[int piece]
    {
        get
        {
            var (sample, rest) = (piece / PerSample, piece % PerSample);
            if (rest < First)
            {
                return (sample, 0, rest * Length, Math.Min(leading, (rest + 1) * Length));
            }

            var from = leading + ((rest - First) * Length);
            return (sample, 1, from, Math.Min(tokens, from + Length));
        }
    }

    private static int Ceiling(int count) => (count + Length - 1) / Length;
}
