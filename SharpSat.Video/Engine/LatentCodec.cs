using Newtonsoft.Json;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Autoencoder.Tiling;
using SharpSat.Video.Media;
using TorchSharp;
using static TorchSharp.torch;

// Shape suffixes: B batch, T latent frames, F video frames, C channels, H height, W width.
namespace SharpSat.Video.Engine;

/// <summary>
/// Videos to scaled latents and back, without gradients. Latents are [B, T, C, H, W] as the transformer wants them;
/// videos are [B, F, C, H, W] in [-1, 1]. Training and sampling share it.
/// </summary>
public sealed class LatentCodec
{
    private readonly VideoAutoencoder _autoencoder;
    private readonly FrameBatches _batches;
    private readonly int? _clipsAtATime;

    internal LatentCodec(VideoDiffusionParts parts)
    {
        _autoencoder = parts.Autoencoder;
        _batches = new FrameBatches(parts.Autoencoder) { Tiling = parts.Tiling };
        _clipsAtATime = parts.ClipsAtATime;
        Scale = parts.LatentScale;
        Encoding = parts.Encoding;
        Decoding = parts.Decoding;
    }

    /// <summary>How many frames are encoded at a time.</summary>
    public LatentEncoding Encoding { get; }

    /// <summary>Factor on the autoencoder's latents.</summary>
    public double Scale { get; }

    /// <summary>How latents become frames.</summary>
    public LatentDecoding Decoding { get; }

    /// <summary>Samples the posterior of clips (one normal draw per group of clips) and scales it: [B, T, C, H, W], float32.</summary>
    /// <param name="x_BFCHW">Videos in [-1, 1].</param>
    /// <param name="noise">The draw's source.</param>
    /// <exception cref="InputException">The autoencoder cannot take this size.</exception>
    public Tensor Encode(Tensor x_BFCHW, INoiseSource noise) => Encode(x_BFCHW, noise, Scale);

    /// <summary>As the other, multiplied by another factor than <see cref="Scale"/>.</summary>
    internal Tensor Encode(Tensor x_BFCHW, INoiseSource noise, double factor)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var like = _autoencoder.NamedWeights().First().Weight.Value;
        var groups = x_BFCHW.split(_clipsAtATime ?? x_BFCHW.shape[0], 0).Select(clips =>
        {
            using var groupScope = NewDisposeScope();
            using var posterior = Posterior(clips.permute(0, 2, 1, 3, 4).to(like.dtype, like.device).contiguous());
            return posterior.Sample(noise).to(ScalarType.Float32).MoveToOuterDisposeScope();
        }).ToArray();
        return Scaled(cat(groups, 0), factor).MoveToOuterDisposeScope();
    }

    /// <summary>The most likely latents of clips, scaled, without a draw: [B, T, C, H, W], float32.</summary>
    /// <param name="x_BFCHW">Videos in [-1, 1].</param>
    /// <exception cref="InputException">The autoencoder cannot take this size.</exception>
    public Tensor EncodeMode(Tensor x_BFCHW)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var moments_BCTHW = Moments(x_BFCHW);
        return FromAutoencoder(moments_BCTHW.narrow(1, 0, moments_BCTHW.size(1) / 2)).MoveToOuterDisposeScope();
    }

    /// <summary>The posterior of clips, to be sampled later: mean and log-variance joined on the channels [B, 2C, T, H, W], float32.</summary>
    /// <param name="x_BFCHW">Videos in [-1, 1].</param>
    /// <exception cref="InputException">The autoencoder cannot take this size.</exception>
    public Tensor Moments(Tensor x_BFCHW)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var like = _autoencoder.NamedWeights().First().Weight.Value;
        using var posterior = Posterior(x_BFCHW.permute(0, 2, 1, 3, 4).to(like.dtype, like.device).contiguous());
        return cat([posterior.Mean, posterior.LogVariance], 1).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Draws from a posterior that <see cref="Moments"/> gave and scales the draw: [B, T, C, H, W], float32.</summary>
    public Tensor Sample(Tensor moments_BCTHW, INoiseSource noise) => Sample(moments_BCTHW, noise, Scale);

    /// <summary>As the other, multiplied by another factor than <see cref="Scale"/>.</summary>
    internal static Tensor Sample(Tensor moments_BCTHW, INoiseSource noise, double factor)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var posterior = new GaussianPosterior(moments_BCTHW);
        return Scaled(posterior.Sample(noise), factor).MoveToOuterDisposeScope();
    }

    /// <summary>Scales latents that the autoencoder made before (a cache), [B, C, T, H, W] to [B, T, C, H, W].</summary>
    public Tensor FromAutoencoder(Tensor z_BCTHW)
    {
        using var guard = no_grad();
        return Scaled(z_BCTHW, Scale);
    }

    /// <summary>Videos of scaled latents, float32, not clamped: [B, F, C, H, W].</summary>
    /// <param name="latents_BTCHW">Latents as sampling returns them.</param>
    /// <exception cref="InputException">There are too few latent frames.</exception>
    /// <exception cref="NonFiniteFramesException">The decoder gave an infinity or NaN.</exception>
    public Tensor Decode(Tensor latents_BTCHW)
    {
        ArgumentNullException.ThrowIfNull(latents_BTCHW);
        return Decode(latents_BTCHW, new FrameFormat(ScalarType.Float32, _autoencoder.NamedWeights().First().Weight.Value.device, ChannelsLast: false, piece => piece.to(ScalarType.Float32)));
    }

    /// <summary>As <see cref="Decode(Tensor)"/>, as 8-bit pictures [B, F, H, W, 3] on the CPU; only one chunk is ever in float.</summary>
    /// <param name="latents_BTCHW">Latents as sampling returns them.</param>
    /// <param name="rounding">How values become 8 bit.</param>
    /// <exception cref="NonFiniteFramesException">The decoder gave an infinity or NaN.</exception>
    public Tensor DecodeFrames(Tensor latents_BTCHW, PixelRounding rounding = PixelRounding.Truncate) =>
        Decode(latents_BTCHW, new FrameFormat(ScalarType.Byte, CPU, ChannelsLast: true, piece => PixelFrames.FromUnit(piece, rounding)));

    /// <summary>As <see cref="Decode(Tensor)"/>, as float32 pictures in [0, 1], [B, F, H, W, 3] on the CPU.</summary>
    /// <exception cref="NonFiniteFramesException">The decoder gave an infinity or NaN.</exception>
    public Tensor DecodeUnitInterval(Tensor latents_BTCHW) =>
        Decode(latents_BTCHW, new FrameFormat(ScalarType.Float32, CPU, ChannelsLast: true, PictureTensors.ToUnitInterval));

    /// <summary>SHA-256 (hex) of everything that decides a clip's posterior: the autoencoder's settings and weights, and how many frames it takes at a time.</summary>
    internal string EncoderFingerprint() => WeightFingerprint.Of(_autoencoder, $"{Encoding} {JsonConvert.SerializeObject(_autoencoder.Config)}");

    /// <summary>Latents as the decoder takes them: unscaled, [B, T, C, H, W] to [B, C, T, H, W], float32.</summary>
    internal Tensor ToAutoencoder(Tensor latents_BTCHW)
    {
        using var scope = NewDisposeScope();
        return (latents_BTCHW.to(ScalarType.Float32) * (1 / Scale)).permute(0, 2, 1, 3, 4).MoveToOuterDisposeScope();
    }

    private static Tensor Scaled(Tensor z_BCTHW, double factor)
    {
        using var scope = NewDisposeScope();
        return (z_BCTHW.to(ScalarType.Float32) * factor).permute(0, 2, 1, 3, 4).contiguous().MoveToOuterDisposeScope();
    }

    private GaussianPosterior Posterior(Tensor x_BCFHW)
    {
        if (Encoding == LatentEncoding.Whole)
        {
            return _autoencoder.Encode(x_BCFHW);
        }

        using var moments = _batches.EncodeMoments(x_BCFHW);
        return new GaussianPosterior(moments);
    }

    /// <summary>Decodes into frames of a form. They are made first and filled part by part, so that nothing else grows with the clip.</summary>
    internal Tensor Decode(Tensor latents_BTCHW, FrameFormat format)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var like = _autoencoder.NamedWeights().First().Weight.Value;
        var z_BCTHW = ToAutoencoder(latents_BTCHW).to(like.dtype, like.device);
        var (height, width) = Decoding == LatentDecoding.Diffusers ? _batches.VideoSize(z_BCTHW) : Enlarged(z_BCTHW);
        var video = new FrameCanvas(format, [z_BCTHW.size(0), VideoFrames((int)z_BCTHW.size(2)), _autoencoder.Config.OutChannels, height, width]);
        var clip = 0L;
        foreach (var z in z_BCTHW.split(_clipsAtATime ?? z_BCTHW.size(0), 0))
        {
            using var groupScope = NewDisposeScope();
            DecodeTo(z.contiguous(), (part, frame, top, left) =>
            {
                NonFiniteFramesException.ThrowIfBroken(part, frame);
                video.Put(part, clip, frame, top, left);
            });
            clip += z.size(0);
        }

        return video.Frames.MoveToOuterDisposeScope();
    }

    private void DecodeTo(Tensor z_BCTHW, PictureSink sink)
    {
        if (Decoding == LatentDecoding.Diffusers)
        {
            _batches.DecodeTo(z_BCTHW, sink);
            return;
        }

        var frame = 0L;
        foreach (var piece in Chunks(z_BCTHW))
        {
            sink(piece, frame, 0, 0);
            frame += piece.size(2);
            piece.Dispose();
        }
    }

    private (long Height, long Width) Enlarged(Tensor z_BCTHW) =>
        (z_BCTHW.size(3) * _autoencoder.Sizes.SpatialCompression, z_BCTHW.size(4) * _autoencoder.Sizes.SpatialCompression);

    private int VideoFrames(int latentFrames) => Decoding switch
    {
        LatentDecoding.Diffusers => _autoencoder.Sizes.VideoFrames(latentFrames, TemporalGrouping.ByParity),
        LatentDecoding.Sat => _autoencoder.Sizes.VideoFrames(SatFrames(latentFrames), TemporalGrouping.WholeGroups),
        _ => _autoencoder.Sizes.VideoFrames(latentFrames, TemporalGrouping.FirstFrameApart),
    };

    private static int SatFrames(int latentFrames) => latentFrames > 1 ? latentFrames - 1
        : throw new InputException("SAT's decoding drops the first latent frame and there is no other; the least is 2 latent frames.");

    private IEnumerable<Tensor> Chunks(Tensor z_BCTHW)
    {
        var sat = Decoding == LatentDecoding.Sat;
        var frames = sat ? SatFrames((int)z_BCTHW.size(2)) : (int)z_BCTHW.size(2);
        var used = z_BCTHW.narrow(2, sat ? 1 : 0, frames).contiguous();
        var grouping = sat ? TemporalGrouping.WholeGroups : TemporalGrouping.FirstFrameApart;
        return _autoencoder.DecodePieces(used, grouping, DecodeChunks.Schedule(frames, sat ? DecodeChunks.ReferenceLimit : null));
    }
}
