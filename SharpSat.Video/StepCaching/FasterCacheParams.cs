using System.ComponentModel.DataAnnotations;

namespace SharpSat.Video.StepCaching;

/// <summary>When a <see cref="FasterCache"/> leaves work out, and how it makes up for it. The defaults are diffusers'.</summary>
public sealed record FasterCacheParams
{
    /// <summary>Attention is computed in one of so many steps.</summary>
    [Range(1, int.MaxValue)]
    public int AttentionEvery { get; init; } = 2;

    /// <summary>Attention is left out only at timesteps above this one.</summary>
    public double AttentionAbove { get; init; } = -1;

    /// <summary>Attention is left out only at timesteps below this one.</summary>
    public double AttentionBelow { get; init; } = 681;

    /// <summary>How far attention goes on in the direction of its last change.</summary>
    public double AttentionWeight { get; init; } = 0.5;

    /// <summary>The prediction without the prompt is made in one of so many steps.</summary>
    [Range(1, int.MaxValue)]
    public int UnconditionalEvery { get; init; } = 5;

    /// <summary>The prediction without the prompt is left out only at timesteps above this one.</summary>
    public double UnconditionalAbove { get; init; } = -1;

    /// <summary>The prediction without the prompt is left out only at timesteps below this one.</summary>
    public double UnconditionalBelow { get; init; } = 641;

    /// <summary>The low frequencies' difference grows only at timesteps above this one.</summary>
    public double LowFrequencyAbove { get; init; } = 99;

    /// <summary>The low frequencies' difference grows only at timesteps below this one.</summary>
    public double LowFrequencyBelow { get; init; } = 901;

    /// <summary>Factor of the low frequencies' difference in every step that it is guessed in.</summary>
    public double LowFrequencyGrowth { get; init; } = 1.1;

    /// <summary>The high frequencies' difference grows only at timesteps above this one.</summary>
    public double HighFrequencyAbove { get; init; } = -1;

    /// <summary>The high frequencies' difference grows only at timesteps below this one.</summary>
    public double HighFrequencyBelow { get; init; } = 301;

    /// <summary>Factor of the high frequencies' difference in every step that it is guessed in.</summary>
    public double HighFrequencyGrowth { get; init; } = 1.1;
}
