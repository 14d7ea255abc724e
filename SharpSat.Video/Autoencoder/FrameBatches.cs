using SharpSat.Core.Errors;
using SharpSat.Video.Autoencoder.Tiling;
using TorchSharp;
using static TorchSharp.torch;

// Shape suffixes: B batch, C channels, T latent frames, F video frames, H height, W width.
namespace SharpSat.Video.Autoencoder;

/// <summary>
/// The autoencoder as diffusers runs it: some frames at a time, the causal convolutions remembering the frames before, and
/// the first frame apart where a batch has an odd number. Group norms see one batch (and one tile) at a time, so this gives
/// other numbers than the whole clip at once. Reference: diffusers autoencoder_kl_cogvideox.py.
/// </summary>
/// <param name="autoencoder">The autoencoder, which stays the caller's.</param>
public sealed class FrameBatches(VideoAutoencoder autoencoder)
{
    /// <summary>Video frames that diffusers encodes at a time.</summary>
    public const int VideoFrames = 8;

    /// <summary>Latent frames that diffusers decodes at a time.</summary>
    public const int LatentFrames = 2;

    /// <summary>Cuts large pictures into tiles; null does not.</summary>
    public TilingSettings? Tiling { get; init; }

    /// <summary>One sample of the batch at a time: less memory, the same numbers.</summary>
    public bool Slicing { get; init; }

    /// <summary>Shown the features after each stage of the encoder and decoder.</summary>
    internal Action<string, Tensor>? Observe { get; init; }

    /// <summary>Frames of each batch: the first takes what is left over.</summary>
    /// <param name="frames">Frames in all, at least 1.</param>
    /// <param name="batch">Frames of a batch.</param>
    public static IReadOnlyList<int> Schedule(int frames, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        var count = Math.Max(frames / batch, 1);
        return [frames - ((count - 1) * batch), .. Enumerable.Repeat(batch, count - 1)];
    }

    /// <summary>The posterior's moments [B, 2 * latent channels, T, H', W'] of a clip of any frame count.</summary>
    /// <param name="x_BCFHW">Video in [-1, 1], on the weights' device and of their type.</param>
    /// <exception cref="InputException">Illegal channels or sides, or a tile setting is impossible.</exception>
    public Tensor EncodeMoments(Tensor x_BCFHW)
    {
        var shape = VideoAutoencoder.RequireAxes(x_BCFHW, "video", autoencoder.Config.InChannels);
        autoencoder.Sizes.LatentSide("height", (int)shape[3]);
        autoencoder.Sizes.LatentSide("width", (int)shape[4]);
        return EachSample(x_BCFHW, clip =>
        {
            var (height, width) = Tiles();
            return height is null || width is null || (clip.size(3) <= height.Value.Pixels && clip.size(4) <= width.Value.Pixels)
                ? Encode(clip)
                : TiledPass.Run(clip, height.Value.Encoding, width.Value.Encoding, Encode);
        });
    }

    /// <summary>The video of a latent, not clamped: 4N-3 frames for an odd number N of latent frames, 4N for an even one.</summary>
    /// <param name="z_BCTHW">Latent, on the weights' device and of their type.</param>
    /// <exception cref="InputException">The latent has other channels than the decoder, or no frame, or a tile setting is impossible.</exception>
    public Tensor Decode(Tensor z_BCTHW)
    {
        VideoAutoencoder.RequireAxes(z_BCTHW, "latent", autoencoder.Config.LatentChannels);
        return EachSample(z_BCTHW, latent =>
        {
            var (height, width) = VideoSize(latent);
            var frames = autoencoder.Sizes.VideoFrames((int)latent.size(2), TemporalGrouping.ByParity);
            var video = empty([latent.size(0), autoencoder.Config.OutChannels, frames, height, width], latent.dtype, latent.device);
            DecodeTo(latent, (part, frame, top, left) =>
            {
                using var place = video.slice(2, frame, frame + part.size(2), 1).slice(3, top, top + part.size(3), 1).slice(4, left, left + part.size(4), 1);
                place.copy_(part);
            });
            return video;
        });
    }

    /// <summary>Height and width of a decoded video; with tiles that fit a side badly they are larger than the latent's.</summary>
    internal (long Height, long Width) VideoSize(Tensor z_BCTHW)
    {
        var space = autoencoder.Sizes.SpatialCompression;
        return CuttingTiles(z_BCTHW) is (var height, var width)
            ? (TiledPass.ResultSize(z_BCTHW.size(3), height.Decoding, space), TiledPass.ResultSize(z_BCTHW.size(4), width.Decoding, space))
            : (z_BCTHW.size(3) * space, z_BCTHW.size(4) * space);
    }

    /// <summary>
    /// <see cref="Decode"/>, handed on part by part: one batch of latent frames (of one tile) is in memory at a time, and of
    /// finished tiles the edges that overlap others. <see cref="Slicing"/> is the caller's business here.
    /// </summary>
    internal void DecodeTo(Tensor z_BCTHW, PictureSink sink)
    {
        if (CuttingTiles(z_BCTHW) is (var height, var width))
        {
            TiledPass.Stream(z_BCTHW, height.Decoding, width.Decoding, tile => Batches(tile, LatentFrames, autoencoder.DecodeChunk), sink);
            return;
        }

        var frame = 0L;
        foreach (var piece in Batches(z_BCTHW, LatentFrames, autoencoder.DecodeChunk))
        {
            sink(piece, frame, 0, 0);
            frame += piece.size(2);
            piece.Dispose();
        }
    }

    // Null where one tile covers the picture.
    private (TileAxis Height, TileAxis Width)? CuttingTiles(Tensor z_BCTHW) =>
        Tiling?.For(autoencoder.Config) is { } tiles && (z_BCTHW.size(3) > tiles.Height.Latents || z_BCTHW.size(4) > tiles.Width.Latents) ? tiles : null;

    private Tensor Encode(Tensor x_BCFHW) => Joined(x_BCFHW, VideoFrames, autoencoder.EncodeChunk);

    private (TileAxis? Height, TileAxis? Width) Tiles() => Tiling?.For(autoencoder.Config) ?? default((TileAxis?, TileAxis?));

    private Tensor Joined(Tensor x, int batch, Func<Tensor, FramePass, Tensor> pass)
    {
        using var scope = NewDisposeScope();
        return cat(Batches(x, batch, pass).ToList(), 2).MoveToOuterDisposeScope();
    }

    private IEnumerable<Tensor> Batches(Tensor x, int batch, Func<Tensor, FramePass, Tensor> pass)
    {
        using var cache = new ConvCache();
        long start = 0;
        foreach (var count in Schedule((int)x.size(2), batch))
        {
            using var frames = x.narrow(2, start, count);
            yield return pass(frames, new FramePass(TemporalGrouping.ByParity, cache, Observe: Observe));
            start += count;
        }
    }

    private Tensor EachSample(Tensor x, Func<Tensor, Tensor> pass)
    {
        using var scope = NewDisposeScope();
        return (Slicing && x.size(0) > 1 ? cat(x.split(1, 0).Select(pass).ToList(), 0) : pass(x)).MoveToOuterDisposeScope();
    }
}
