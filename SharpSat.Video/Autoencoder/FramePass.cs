using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder;

/// <summary>What travels beside the features through one pass.</summary>
/// <param name="Grouping">How frames are grouped.</param>
/// <param name="Cache">Carried between chunks, or null for a clip in one piece.</param>
/// <param name="Latent_BCTHW">What the decoder's norms are modulated with; null in the encoder.</param>
internal readonly record struct FramePass(TemporalGrouping Grouping, ConvCache? Cache = null, Tensor? Latent_BCTHW = null)
{
    /// <summary>The encoder's pass.</summary>
    public static FramePass Encoding { get; } = new(TemporalGrouping.FirstFrameApart);

    /// <summary>Whether a clip of this many frames has its first frame apart.</summary>
    public bool SplitsFirst(long frames) => Grouping == TemporalGrouping.FirstFrameApart && frames > 1;
}
