using System.ComponentModel.DataAnnotations;

namespace SharpSat.Video.StepCaching;

/// <summary>When a <see cref="PyramidAttentionBroadcast"/> leaves attention out. The defaults are diffusers'.</summary>
public sealed record PyramidAttentionBroadcastParams
{
    /// <summary>Attention is computed in one of so many steps.</summary>
    [Range(1, int.MaxValue)]
    public int Every { get; init; } = 2;

    /// <summary>Only at timesteps above this one.</summary>
    public double Above { get; init; } = 100;

    /// <summary>Only at timesteps below this one.</summary>
    public double Below { get; init; } = 800;
}
