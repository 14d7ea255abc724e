using System.ComponentModel.DataAnnotations;

namespace SharpSat.Video.StepCaching;

/// <summary>When a <see cref="FirstBlockCache"/> leaves blocks out.</summary>
public sealed record FirstBlockCacheParams
{
    /// <summary>
    /// Largest change of what the first block adds, as a part of it, at which the other blocks are left out. More is faster
    /// and less exact; 0.05 is diffusers' default.
    /// </summary>
    [Range(0.0, double.MaxValue)]
    public double Threshold { get; init; } = 0.05;
}
