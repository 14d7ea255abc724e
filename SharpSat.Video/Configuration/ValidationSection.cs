using System.ComponentModel.DataAnnotations;
using SharpSat.Core.Configuration;

namespace SharpSat.Video.Configuration;

/// <summary>The <c>validation</c> section: how a training run looks at itself, always with the same noise.</summary>
public sealed record ValidationSection
{
    /// <summary>Steps between two looks; there is one after the last step as well.</summary>
    [Range(1, long.MaxValue)]
    public long Every { get; init; } = 500;

    /// <summary>Clips whose loss is measured, or null for none. They should not be training clips.</summary>
    public ComponentNode? Data { get; init; }

    /// <summary>How many of them, from the first.</summary>
    [Range(1, int.MaxValue)]
    public int Clips { get; init; } = 32;

    /// <summary>Bins of noise levels, each with a loss of its own: the plain loss says little.</summary>
    [Range(1, 1000)]
    public int Bins { get; init; } = 4;

    /// <summary>Prompts of videos that are made each time, with the <c>sampling</c> section's settings.</summary>
    public IReadOnlyList<string> Prompts { get; init; } = [];

    /// <summary>Picture files for an image-to-video network to animate, one for each prompt.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>Seed of the noise.</summary>
    public long Seed { get; init; } = 1;
}
