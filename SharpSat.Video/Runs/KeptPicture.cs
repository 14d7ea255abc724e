using SharpSat.Video.Data;
using SharpSat.Video.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>Makes what <see cref="PictureKeeping"/> names.</summary>
internal static class KeptPicture
{
    /// <summary>Of a clip's first frame: the posterior [2C, 1, H, W], or the frame itself [C, H, W]; on the CPU, with storage of its own.</summary>
    public static Tensor Of(this PictureKeeping keeping, VideoClip clip, LatentCodec codec)
    {
        using var scope = NewDisposeScope();
        var first_FCHW = clip.Frames_FCHW.narrow(0, 0, 1);
        var kept = keeping == PictureKeeping.Pixels ? first_FCHW[0] : codec.Moments(first_FCHW.unsqueeze(0))[0];
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
