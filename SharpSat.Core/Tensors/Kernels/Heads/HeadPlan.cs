using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Heads;

/// <summary>
/// Cuts [B, N, S, D] into pieces of a few neighbouring tokens with all their heads: heads stand next to each other on one side of
/// a kernel and far apart on the other, and the pages of so few tokens stay within reach.
/// </summary>
/// <param name="x_BNSD">Heads, with any strides but of the last axis.</param>
internal readonly struct HeadPlan(Tensor x_BNSD)
{
    // Tokens of a piece.
    private const int Length = 16;

    private readonly int _perSample = (int)((x_BNSD.size(2) + Length - 1) / Length);

    /// <summary>Heads of a sample.</summary>
    public int Heads { get; } = (int)x_BNSD.size(1);

    /// <summary>Tokens.</summary>
    public int Tokens { get; } = (int)x_BNSD.size(2);

    /// <summary>Numbers of a head.</summary>
    public int Size { get; } = (int)x_BNSD.size(3);

    /// <summary>All pieces.</summary>
    public int Count => Samples * _perSample;

    private int Samples { get; } = (int)x_BNSD.size(0);

    /// <summary>A piece: its sample, its first token and the one after its last.</summary>
    public (int Sample, int From, int To) this[int piece]
    {
        get
        {
            var (sample, part) = (piece / _perSample, piece % _perSample);
            return (sample, part * Length, Math.Min(Tokens, (part + 1) * Length));
        }
    }
}
