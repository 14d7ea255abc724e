using SharpSat.Video.Media;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>Videos in [-1, 1] to 8-bit values.</summary>
public static class PixelFrames
{
    /// <summary>uint8 = round(255 * clamp((x + 1) / 2, 0, 1)); same shape.</summary>
    /// <param name="x">Values in [-1, 1] of any float type.</param>
    /// <param name="rounding">How the last step rounds.</param>
    public static Tensor FromUnit(Tensor x, PixelRounding rounding = PixelRounding.Truncate)
    {
        using var scope = NewDisposeScope();
        var pixels = rounding == PixelRounding.HalfToEven
            ? PictureTensors.ToUnitInterval(x).mul_(255).round_()
            : x.to(ScalarType.Float32).add(1).div_(2).clamp_(0, 1).mul_(255);
        return pixels.to(ScalarType.Byte).MoveToOuterDisposeScope();
    }
}
