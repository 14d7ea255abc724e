namespace SharpSat.Benchmarks.Ratios;

/// <summary>Actions that are run by turns on the same machine in the same minute. Ours is compared with all others.</summary>
/// <param name="Target">Of ours over the ceiling.</param>
/// <param name="Ours">What SharpSat does.</param>
/// <param name="Ceiling">What has to be done in any case.</param>
/// <param name="Peers">The same result by somebody else's order of operations.</param>
/// <param name="Owned">Disposed when the contest is over.</param>
internal sealed record Contest(Target Target, Action Ours, Action Ceiling, IReadOnlyList<Peer> Peers, IReadOnlyList<IDisposable> Owned) : IDisposable
{
    /// <summary>Whether a run takes several seconds.</summary>
    public bool IsLong { get; init; }

    /// <summary>Runs all by turns: a row over the ceiling, and one over each peer.</summary>
    /// <param name="budget">Begins no round after this time.</param>
    /// <param name="rounds">Most rounds.</param>
    public IReadOnlyList<RatioRow> Measure(TimeSpan budget, int rounds)
    {
        var times = Interleaved.Run([Ours, Ceiling, .. Peers.Select(p => p.Run)], budget, rounds, IsLong);
        return
        [
            RatioRow.Of(Target, times, 0, 1),
            .. Peers.Select((peer, i) => RatioRow.Of(Target with { Name = $"{Target.Name}, ours over {peer.Name}", Goal = peer.Least, Least = peer.Least }, times, 0, i + 2)),
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var owned in Owned)
        {
            owned.Dispose();
        }
    }
}

/// <summary>Somebody else's order of operations.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Run">Does it once.</param>
/// <param name="Least">The largest ratio of ours over theirs that is good enough; null where none is set.</param>
internal sealed record Peer(string Name, Action Run, double? Least = null);
