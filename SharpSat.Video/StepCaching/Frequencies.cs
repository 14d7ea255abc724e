using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.StepCaching;

/// <summary>The coarse part of pictures.</summary>
internal static class Frequencies
{
    private const long Part = 5;

    /// <summary>What is left of real pictures [..., H, W] in a circle of a fifth of the shorter side around frequency zero; float32.</summary>
    public static Tensor Low(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (x.size(-2), x.size(-1));
        var radius = Math.Min(height, width) / Part;
        var inside = (Distances(height, x.device).square().unsqueeze(1) + Distances(width, x.device).square()).le(radius * radius);
        return fft.ifft2(fft.fft2(x.to(ScalarType.Float32)) * inside).real.contiguous().MoveToOuterDisposeScope();
    }

    // Of each place along an axis to frequency zero, which stands first; the second half are negative frequencies.
    private static Tensor Distances(long count, Device device)
    {
        using var scope = NewDisposeScope();
        var place = arange(count, ScalarType.Int64, device);
        return minimum(place, count - place).MoveToOuterDisposeScope();
    }
}
