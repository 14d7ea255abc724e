using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder;

/// <summary>What travels beside the features through one pass.</summary>
/// <param name="Grouping">How frames are grouped.</param>
/// <param name="Cache">Carried between chunks, or null for a clip in one piece.</param>
/// <param name="Latent_BCTHW">What the decoder's norms are modulated with; null in the encoder.</param>
/// <param name="Observe">Shown the features after each stage, which are only valid during the call.</param>
internal readonly record struct FramePass(
    TemporalGrouping Grouping, ConvCache? Cache = null, Tensor? Latent_BCTHW = null, Action<string, Tensor>? Observe = null)
{
    /// <summary>The features of a stage, shown to whoever observes.</summary>
    public Tensor Seen(string stage, Tensor features)
    {
        Observe?.Invoke(stage, features);
        return features;
    }

    /// <summary>Whether a clip of this many frames has its first frame apart.</summary>
    public bool SplitsFirst(long frames) => frames > 1 && Grouping.Apart(frames) == 1;
}
