using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>Standard normal noise as a sample of the first level.</summary>
internal static class StartNoise
{
    /// <summary>
    /// A float32 copy; at a variance-exploding level scaled by sqrt(1 + sigma^2), as the reference does (the clean
    /// sample behind it counts as one more unit of variance).
    /// </summary>
    public static Tensor At(NoiseLevel level, Tensor start_BTCHW)
    {
        using var scope = NewDisposeScope();
        var x = start_BTCHW.to(ScalarType.Float32, copy: true);
        return (level.IsVarianceExploding() ? x * MathF.Sqrt(1 + (level.Noise * level.Noise)) : x).MoveToOuterDisposeScope();
    }
}
