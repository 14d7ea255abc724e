using SharpSat.Video.Data;
using SharpSat.Video.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>Makes what <see cref="PictureKeeping"/> names.</summary>
internal static class KeptPicture
{
    /// <summary>Of a clip's picture (its own, else its first frame): the posterior [2C, 1, H, W], or the picture itself [C, H, W]; on the CPU, with storage of its own.</summary>
    public static Tensor Of(this PictureKeeping keeping, VideoClip clip, LatentCodec codec)
    {
        using var scope = NewDisposeScope();
        var image_CHW = VideoBatch.Image(clip);
        var kept = keeping == PictureKeeping.Pixels ? image_CHW.alias() : codec.Moments(image_CHW.unsqueeze(0).unsqueeze(0))[0];
        return kept.cpu().clone().MoveToOuterDisposeScope();
    }

    /// <summary>How many numbers that is, for a clip whose latents have this shape.</summary>
    /// <param name="keeping">What is kept.</param>
    /// <param name="latents">Size of the clip's latents.</param>
    /// <param name="compression">Pixels for each latent row or column.</param>
    public static long Numbers(this PictureKeeping keeping, LatentShape latents, int compression) => (long)latents.Height * latents.Width * keeping switch
    {
        PictureKeeping.Posterior => 2 * latents.Channels,
        PictureKeeping.Pixels => 3 * compression * compression,
        _ => 0,
    };
}
