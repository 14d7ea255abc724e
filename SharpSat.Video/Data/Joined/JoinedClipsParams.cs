namespace SharpSat.Video.Data.Joined;

/// <summary>Settings of <see cref="JoinedClips"/>.</summary>
public sealed record JoinedClipsParams
{
    /// <summary>The sources, in this order.</summary>
    public required IReadOnlyList<JoinedSource> Sources { get; init; }
}
