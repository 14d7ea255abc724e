using static TorchSharp.torch;

namespace SharpSat.Video.Data;

/// <summary>One training item. Whoever reads it owns the tensor.</summary>
public sealed class VideoClip : IDisposable
{
    /// <summary>Frames, float32 [F, 3, H, W] in [-1, 1] on the CPU.</summary>
    public required Tensor Frames_FCHW { get; init; }

    /// <summary>
    /// Picture of its own for an image-to-video network, float32 [3, H, W] in [-1, 1] on the CPU; null for the first frame.
    /// </summary>
    public Tensor? Image_CHW { get; init; }

    /// <summary>What the clip shows.</summary>
    public required string Caption { get; init; }

    /// <summary>The item's name, unique in its source (for a folder: the file name without extension, with folders in front where two would be alike).</summary>
    public required string Name { get; init; }

    /// <summary>Frames per second.</summary>
    public required double Fps { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Frames_FCHW.Dispose();
        Image_CHW?.Dispose();
    }
}
