using System.Numerics;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

// A sample at a level is x = Signal * (clean + sigma * noise). The formulas are those of variance-exploding samples
// (Signal 1), multiplied out so that they stay finite at pure noise, where Signal is 0 and sigma infinite.
namespace SharpSat.Video.Samplers;

/// <summary>The elementary moves between noise levels of which samplers are made.</summary>
internal static class LevelMoves
{
    /// <summary>
    /// Along the line through the clean estimate: Euler's step in sigma, which in variance-preserving levels is DDIM's.
    /// </summary>
    public static Tensor Euler(Tensor x, Tensor clean, NoiseLevel now, NoiseLevel next)
    {
        using var scope = NewDisposeScope();
        var (keep, take) = now.AlphaBar is { } from && next.AlphaBar is { } to
            ? EulerCoefficients(Math.Sqrt(from), Math.Sqrt(1 - from), Math.Sqrt(to), Math.Sqrt(1 - to))
            : EulerCoefficients(now.Signal, now.Noise, next.Signal, next.Noise);
        return ((x * keep) + (clean * take)).MoveToOuterDisposeScope();
    }

    /// <summary>The noise that the clean estimate leaves to explain, (x - Signal clean) / Noise; Karras' dx/dsigma.</summary>
    public static Tensor Direction(Tensor x, Tensor clean, NoiseLevel level)
    {
        using var scope = NewDisposeScope();
        return ((x - (clean * level.Signal)) / level.Noise).MoveToOuterDisposeScope();
    }

    /// <summary>A straight move by a direction, in sigma from one finite level to another.</summary>
    public static Tensor Along(Tensor x, Tensor direction, NoiseLevel now, NoiseLevel next)
    {
        using var scope = NewDisposeScope();
        return ((x * (next.Signal / now.Signal)) + (direction * (next.Signal * (next.Sigma() - now.Sigma())))).MoveToOuterDisposeScope();
    }

    private static (float Keep, float Take) EulerCoefficients<T>(T signal, T noise, T nextSignal, T nextNoise)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var keep = nextNoise / noise;
        return (float.CreateChecked(keep), float.CreateChecked(nextSignal - (signal * keep)));
    }
}
