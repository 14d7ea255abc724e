using TorchSharp;
using static TorchSharp.torch;

// Shape suffixes: B batch, F video frames, C channels, H height, W width.
namespace SharpSat.Video.Engine;

/// <summary>The autoencoder's decoder gave an infinity or NaN; as pictures it would only be a black video.</summary>
public sealed class NonFiniteFramesException : Exception
{
    /// <summary>Names the frames.</summary>
    /// <param name="first">Number of the first frame of the piece that broke, from 1.</param>
    /// <param name="last">Number of its last frame.</param>
    public NonFiniteFramesException(long first, long last)
        : base(FormattableString.Invariant(
            $"The autoencoder's decoder gave an infinity or NaN in frames {first} to {last}. Nothing was written. Check the autoencoder's weights, or decode in fp32 or bf16."))
    {
        FirstFrame = first;
        LastFrame = last;
    }

    /// <summary>Number of the first frame of the piece that broke, from 1.</summary>
    public long FirstFrame { get; }

    /// <summary>Number of its last frame.</summary>
    public long LastFrame { get; }

    /// <summary>Checks a decoded piece and returns its number of frames.</summary>
    internal static long ThrowIfBroken(Tensor piece_BCFHW, long decodedBefore)
    {
        using var scope = NewDisposeScope();
        var frames = piece_BCFHW.size(2);
        return piece_BCFHW.isfinite().all().item<bool>()
            ? frames
            : throw new NonFiniteFramesException(decodedBefore + 1, decodedBefore + frames);
    }
}
