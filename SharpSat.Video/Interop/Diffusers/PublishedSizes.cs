using SharpSat.Video.Engine;
using SharpSat.Video.Networks;

namespace SharpSat.Video.Interop.Diffusers;

/// <summary>What the released CogVideoX models were made for, told from the sizes of their networks.</summary>
/// <param name="Limits">Which sizes and frame counts are legal.</param>
/// <param name="Height">Native height in pixels.</param>
/// <param name="Width">Native width.</param>
/// <param name="Frames">Usual frames.</param>
/// <param name="Fps">Frames per second.</param>
internal sealed record PublishedSizes(SizeLimits Limits, int Height, int Width, int Frames, double Fps)
{
    private const int SmallWidth = 1920;
    private const int LargeWidth = 3072;

    /// <summary>The model with this network, or null if none was released.</summary>
    public static PublishedSizes? Of(CogVideoXConfig config) => config switch
    {
        { HiddenSize: SmallWidth, NumLayers: 30, PatchSizeT: 1 } or { HiddenSize: LargeWidth, NumLayers: 42, PatchSizeT: 1 } =>
            new PublishedSizes(new SizeLimits { FrameStep = 8, MaxFrames = 49 }, 480, 720, 49, 8),
        { HiddenSize: LargeWidth, NumLayers: 42, PatchSizeT: 2 } =>
            new PublishedSizes(new SizeLimits { FrameStep = 16, MaxFrames = 161, MinSide = config.OfsEmbedDim is null ? 1 : 768 }, 768, 1360, 81, 16),
        _ => null,
    };
}
