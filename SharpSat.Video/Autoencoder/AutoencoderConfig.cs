using SharpSat.Video.Autoencoder.Tiling;

namespace SharpSat.Video.Autoencoder;

/// <summary>Sizes of a <see cref="VideoAutoencoder"/>. The defaults are CogVideoX's.</summary>
public sealed record AutoencoderConfig
{
    /// <summary>Channels of the video going in.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Channels of the video coming out.</summary>
    public int OutChannels { get; init; } = 3;

    /// <summary>Channels of the latent.</summary>
    public int LatentChannels { get; init; } = 16;

    /// <summary>Features at multiplier 1 (the reference's <c>ch</c>).</summary>
    public int BaseChannels { get; init; } = 128;

    /// <summary>Features of each resolution in units of <see cref="BaseChannels"/>; between two of them space is halved.</summary>
    public IReadOnlyList<int> ChannelMultipliers { get; init; } = new[] { 1, 2, 2, 4 }; // a collection expression would be kept by Newtonsoft, whatever the file says

    /// <summary>
    /// Features of each resolution outright, for those that are no multiples; the first must be <see cref="BaseChannels"/>.
    /// Null takes <see cref="ChannelMultipliers"/>.
    /// </summary>
    public IReadOnlyList<int>? LevelChannels { get; init; }

    /// <summary>Residual blocks per resolution in the encoder; the decoder has one more.</summary>
    public int ResBlocks { get; init; } = 3;

    /// <summary>How many frames become one: 1 or a power of two. Time is halved at the first resolutions.</summary>
    public int TemporalCompression { get; init; } = 4;

    /// <summary>Groups of every group norm; must divide the features of every resolution.</summary>
    public int NormGroups { get; init; } = 32;

    /// <summary>Added to the variance by every group norm.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>
    /// Added to the variance by the norms of the encoder's residual blocks, if it is another number: diffusers' <c>norm_eps</c>
    /// reaches only those. Null is <see cref="NormEpsilon"/>.
    /// </summary>
    public double? EncoderBlockNormEpsilon { get; init; }

    /// <summary>Height in pixels that the default tiles are half of, see <see cref="TilingSettings"/>.</summary>
    public int SampleHeight { get; init; } = 480;

    /// <summary>Width in pixels that the default tiles are half of.</summary>
    public int SampleWidth { get; init; } = 720;

    /// <summary>How many pixels along height and width become one latent cell.</summary>
    internal int SpatialCompression => 1 << (Levels - 1);

    internal int Levels => LevelChannels?.Count ?? ChannelMultipliers.Count;

    internal int TemporalLevels => int.Log2(TemporalCompression);

    internal NormSettings Norm => new(NormGroups, NormEpsilon);

    internal NormSettings EncoderBlockNorm => new(NormGroups, EncoderBlockNormEpsilon ?? NormEpsilon);

    internal int Channels(int level) => LevelChannels?[level] ?? (BaseChannels * ChannelMultipliers[level]);
}
