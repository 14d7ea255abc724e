using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Registry;
using TorchSharp;
using static TorchSharp.torch;

// Shape suffixes: B batch, C channels, T latent frames, F video frames, H height, W width.
namespace SharpSat.Video.Autoencoder;

/// <summary>
/// CogVideoX's 3D causal variational autoencoder (Yang et al. 2024, section 2.1; names and arithmetic of
/// sat/vae_modules). Videos and latents are [B, C, time, H, W], videos in [-1, 1]; latents are not scaled here.
/// Group norm sees one chunk at a time, so decoding in chunks is close to decoding in one piece, not equal to it.
/// </summary>
[Component("video_autoencoder", Aliases =
[
    "vae_modules.autoencoder.VideoAutoencoderInferenceWrapper",
    "vae_modules.autoencoder.VideoAutoencodingEngine",
])]
public sealed class VideoAutoencoder : NetworkModule
{
    private readonly Encoder3D _encoder;
    private readonly Decoder3D _decoder;

    /// <summary>Declares the weights, <c>encoder.*</c> and <c>decoder.*</c>.</summary>
    /// <exception cref="InputException">The sizes do not go together.</exception>
    public VideoAutoencoder(AutoencoderConfig config)
        : base(nameof(VideoAutoencoder))
    {
        ArgumentNullException.ThrowIfNull(config);
        AutoencoderConfigRules.Check(config);
        Config = config;
        Sizes = new AutoencoderSizes(config);
        _encoder = AddChild("encoder", new Encoder3D(config));
        _decoder = AddChild("decoder", new Decoder3D(config));
    }

    /// <summary>The sizes it was made with.</summary>
    public AutoencoderConfig Config { get; }

    /// <summary>Which video and latent sizes belong together.</summary>
    public AutoencoderSizes Sizes { get; }

    /// <summary>Has the encoder's weights stay as they are from here on.</summary>
    public void FreezeEncoder() => _encoder.Freeze();

    /// <summary>The posterior of a clip, first frame apart. The caller disposes it.</summary>
    /// <param name="x_BCFHW">Video in [-1, 1], on the weights' device and of their type.</param>
    /// <param name="trailing">What happens to frames that fill no group.</param>
    /// <exception cref="InputException">Illegal channels, frame count, height or width.</exception>
    public GaussianPosterior Encode(Tensor x_BCFHW, TrailingFrames trailing = TrailingFrames.Refuse)
    {
        using var moments = EncodeMoments(x_BCFHW, trailing);
        return new GaussianPosterior(moments);
    }

    /// <summary>The encoder's raw output [B, 2 * latent channels, T, H', W'].</summary>
    /// <exception cref="InputException">As for <see cref="Encode"/>.</exception>
    public Tensor EncodeMoments(Tensor x_BCFHW, TrailingFrames trailing = TrailingFrames.Refuse)
    {
        var shape = RequireAxes(x_BCFHW, "video", Config.InChannels);
        Sizes.LatentFrames((int)shape[2], trailing);
        Sizes.LatentSide("height", (int)shape[3]);
        Sizes.LatentSide("width", (int)shape[4]);
        return EncodeChunk(x_BCFHW, new FramePass(TemporalGrouping.FirstFrameApart));
    }

    /// <summary>Decodes a clip in one piece, or one chunk of it.</summary>
    /// <param name="z_BCTHW">Latent, on the weights' device and of their type.</param>
    /// <param name="grouping">First frame apart, or whole groups.</param>
    /// <param name="cache">The clip's cache if this is one of several chunks.</param>
    /// <returns>Video, not clamped; <see cref="AutoencoderSizes.VideoFrames"/> frames.</returns>
    /// <exception cref="InputException">The latent has other channels than the decoder, or no frame.</exception>
    public Tensor Decode(Tensor z_BCTHW, TemporalGrouping grouping, ConvCache? cache = null)
    {
        RequireAxes(z_BCTHW, "latent", Config.LatentChannels);
        return DecodeChunk(z_BCTHW, new FramePass(grouping, cache));
    }

    /// <summary>
    /// Decodes chunk after chunk; <paramref name="grouping"/> is the first chunk's, all others are whole groups. At
    /// any time only one chunk and the cache are in memory. The caller disposes each piece of video.
    /// </summary>
    /// <param name="z_BCTHW">Latent of the whole clip.</param>
    /// <param name="grouping">For the first chunk.</param>
    /// <param name="chunks">Latent frames per chunk, see <see cref="DecodeChunks.Schedule"/>.</param>
    /// <exception cref="ArgumentException">The chunks do not add up to the clip.</exception>
    public IEnumerable<Tensor> DecodePieces(Tensor z_BCTHW, TemporalGrouping grouping, IReadOnlyList<int> chunks)
    {
        var frames = RequireAxes(z_BCTHW, "latent", Config.LatentChannels)[2];
        ArgumentNullException.ThrowIfNull(chunks);
        if (chunks.Any(chunk => chunk < 1) || chunks.Sum() != frames)
        {
            throw new ArgumentException($"Chunks of {string.Join(" + ", chunks)} latent frames do not make {frames}.", nameof(chunks));
        }

        return Pieces(z_BCTHW, grouping, chunks);
    }

    /// <summary><see cref="DecodePieces"/> joined in time, by default in chunks of two latent frames.</summary>
    public Tensor DecodeChunked(Tensor z_BCTHW, TemporalGrouping grouping, IReadOnlyList<int>? chunks = null)
    {
        ArgumentNullException.ThrowIfNull(z_BCTHW);
        using var scope = NewDisposeScope();
        chunks ??= DecodeChunks.Schedule((int)z_BCTHW.size(2), limit: null);
        var pieces = DecodePieces(z_BCTHW, grouping, chunks).ToList();
        return (pieces.Count == 1 ? pieces[0] : cat(pieces, 2)).MoveToOuterDisposeScope();
    }

    /// <summary>The encoder's output for frames of any size that its layers can take.</summary>
    internal Tensor EncodeChunk(Tensor x_BCFHW, FramePass pass) => _encoder.Forward(x_BCFHW, pass);

    /// <summary>The decoder's output for some latent frames.</summary>
    internal Tensor DecodeChunk(Tensor z_BCTHW, FramePass pass) => _decoder.Forward(z_BCTHW, pass);

    private IEnumerable<Tensor> Pieces(Tensor z_BCTHW, TemporalGrouping grouping, IReadOnlyList<int> chunks)
    {
        using var cache = new ConvCache();
        long start = 0;
        foreach (var count in chunks)
        {
            using var chunk = z_BCTHW.narrow(2, start, count);
            yield return Decode(chunk, start == 0 ? grouping : TemporalGrouping.WholeGroups, cache);
            start += count;
        }
    }

    internal static long[] RequireAxes(Tensor tensor, string what, int channels)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var shape = tensor.shape;
        if (shape.Length != 5)
        {
            throw new ArgumentException($"A {what} is [B, C, time, H, W], not [{string.Join(", ", shape)}].", nameof(tensor));
        }

        if (shape[1] != channels)
        {
            throw new InputException($"The {what} has {shape[1]} channels; this autoencoder takes {channels}.");
        }

        return shape[2] > 0 ? shape : throw new InputException($"The {what} has no frames; the least is 1.");
    }
}
