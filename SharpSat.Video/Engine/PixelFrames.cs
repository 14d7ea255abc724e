using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>Videos in [-1, 1] to 8-bit values.</summary>
public static class PixelFrames
{
    /// <summary>uint8 = truncate(255 * clamp((x + 1) / 2, 0, 1)), the reference's rounding; same shape.</summary>
    public static Tensor FromUnit(Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.to(ScalarType.Float32).add(1).div_(2).clamp_(0, 1).mul_(255).to(ScalarType.Byte).MoveToOuterDisposeScope();
    }
}
