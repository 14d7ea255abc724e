using Newtonsoft.Json.Linq;
using SharpSat.Video.Media;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>Recorded pictures and videos: references with a <c>kind</c>, "pil" (8 bit) or "tensor" (float).</summary>
internal static class RecordedPictures
{
    /// <summary>Pictures as the autoencoder sees them: [B, 3, H, W] in [-1, 1].</summary>
    public static Tensor Images(ParityCase parity, JToken reference, int height, int width)
    {
        if (IsPil(reference))
        {
            return PictureTensors.FromBytes(Bytes(parity, reference), height, width);
        }

        using var scope = NewDisposeScope();
        var floats = parity.Resolve(reference);
        return PictureTensors.FromFloats(floats.dim() == 3 ? floats.unsqueeze(0) : floats, height, width).MoveToOuterDisposeScope();
    }

    /// <summary>A video as the autoencoder sees it: [B, 3, F, H, W] in [-1, 1]; each video is normalised on its own.</summary>
    public static Tensor Video(ParityCase parity, JToken reference, int height, int width)
    {
        using var scope = NewDisposeScope();
        if (IsPil(reference))
        {
            return PictureTensors.FromBytes(Bytes(parity, reference), height, width).permute(1, 0, 2, 3).unsqueeze(0).MoveToOuterDisposeScope();
        }

        var floats = parity.Resolve(reference);
        var videos_BFCHW = floats.dim() == 4 ? floats.unsqueeze(0) : floats;
        var each = Enumerable.Range(0, (int)videos_BFCHW.size(0)).Select(i => PictureTensors.FromFloats(videos_BFCHW[i], height, width)).ToArray();
        return stack(each).permute(0, 2, 1, 3, 4).MoveToOuterDisposeScope();
    }

    /// <summary>8-bit pictures, [H, W, 3] or [F, H, W, 3].</summary>
    public static FrameBatch Bytes(ParityCase parity, JToken reference)
    {
        using var scope = NewDisposeScope();
        var pixels = parity.Resolve(reference);
        return FrameBatch.FromBytes_FHWC(pixels.dim() == 3 ? pixels.unsqueeze(0) : pixels);
    }

    private static bool IsPil(JToken reference) => (string?)reference["kind"] switch
    {
        "pil" => true,
        "tensor" => false,
        var other => throw new ParityUnsupportedException($"pictures handed over as '{other}'"),
    };
}
