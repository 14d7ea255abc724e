namespace SharpSat.Benchmarks.Ratios;

/// <summary>Actions that are run by turns on the same machine in the same minute. Ours is compared with all others.</summary>
/// <param name="Target">Of ours over the ceiling.</param>
/// <param name="Ours">What SharpSat does.</param>
/// <param name="Ceiling">What has to be done in any case.</param>
/// <param name="Peers">The same result by somebody else's order of operations.</param>
/// <param name="Owned">Disposed when the contest is over.</param>
internal sealed record Contest(Target Target, Action Ours, Action Ceiling, IReadOnlyList<Peer> Peers, IReadOnlyList<IDisposable> Owned) : IDisposable
{
    /// <summary>What one run of the ceiling stands for, in runs of ours.</summary>
    public double CeilingRuns { get; init; } = 1;

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
/// <param name="Least">The largest ratio of ours over theirs that is good enough.</param>
internal sealed record Peer(string Name, Action Run, double Least = 1);
