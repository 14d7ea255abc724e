using System.ComponentModel.DataAnnotations;
using SharpSat.Core.Configuration;

namespace SharpSat.Video.Data.Joined;

/// <summary>One of several sources of clips.</summary>
public sealed record JoinedSource
{
    /// <summary>The source.</summary>
    public required ComponentNode Clips { get; init; }

    /// <summary>How often each of its clips is seen for one pass over all sources: its weight.</summary>
    [Range(1, int.MaxValue)]
    public int Repeat { get; init; } = 1;
}
