using SharpSat.Video.Data;
using SharpSat.Video.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>Clips to batches.</summary>
public static class ClipBatches
{
    /// <summary>Stacks clips of one size: [F, C, H, W] each to [B, F, C, H, W]. The clips stay the caller's.</summary>
    public static VideoBatch Collate(IReadOnlyList<VideoClip> clips)
    {
        ArgumentNullException.ThrowIfNull(clips);
        return new VideoBatch
        {
            Video_BFCHW = stack(clips.Select(clip => clip.Frames_FCHW)),
            Captions = [.. clips.Select(clip => clip.Caption)],
        };
    }
}
