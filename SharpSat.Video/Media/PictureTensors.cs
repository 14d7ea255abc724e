using SharpSat.Video.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Media;

/// <summary>
/// Pictures to what an autoencoder sees, and back to [0, 1] (diffusers' <c>VideoProcessor</c>). F or B pictures, C
/// channels, H, W.
/// </summary>
public static class PictureTensors
{
    /// <summary>8-bit pictures to float32 [F, 3, H, W] in [-1, 1] on the CPU: fitted, then 2 (u8 / 255) - 1.</summary>
    /// <param name="pictures">Pictures of any size.</param>
    /// <param name="height">Height of the result in pixels.</param>
    /// <param name="width">Width of the result in pixels.</param>
    /// <param name="fit">What happens to pictures of another size.</param>
    public static Tensor FromBytes(FrameBatch pictures, int height, int width, PictureFit fit = PictureFit.Stretch)
    {
        using var scope = NewDisposeScope();
        var fitted = fit == PictureFit.Stretch ? LanczosResize.Apply(pictures, height, width) : CoverResize.Apply(pictures, height, width);
        var x_FCHW = fitted.ToBytes_FHWC().permute(0, 3, 1, 2).to(ScalarType.Float32).div_(255f);
        return x_FCHW.mul_(2f).sub_(1f).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Float pictures to float32 [B, C, H, W] in [-1, 1]: nearest neighbours where the size differs; values are taken
    /// to be in [0, 1] and doubled less one unless one of them is negative.
    /// </summary>
    /// <param name="pictures_BCHW">Pictures of any size in [0, 1] or [-1, 1].</param>
    /// <param name="height">Height of the result in pixels.</param>
    /// <param name="width">Width of the result in pixels.</param>
    public static Tensor FromFloats(Tensor pictures_BCHW, int height, int width)
    {
        using var scope = NewDisposeScope();
        var x_BCHW = pictures_BCHW.to(ScalarType.Float32);
        if (x_BCHW.size(2) != height || x_BCHW.size(3) != width)
        {
            x_BCHW = nn.functional.interpolate(x_BCHW, [height, width], mode: InterpolationMode.Nearest);
        }

        var signed = x_BCHW.min().item<float>() < 0;
        return (signed ? x_BCHW.alias() : (x_BCHW * 2f) - 1f).MoveToOuterDisposeScope();
    }

    /// <summary>[-1, 1] to [0, 1], clamped, float32; same shape.</summary>
    public static Tensor ToUnitInterval(Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.to(ScalarType.Float32).mul(0.5f).add_(0.5f).clamp_(0, 1).MoveToOuterDisposeScope();
    }
}
