using SharpSat.Core.Distributed;
using SharpSat.Core.Tensors;

namespace SharpSat.Core.Training;

/// <summary>
/// The run's random streams, one per purpose ("timesteps", "noise", "caption_dropout"), created on first use and
/// independent of each other. Their states are saved and restored together.
/// </summary>
/// <param name="seed">The run's seed.</param>
/// <param name="share">
/// This process's part of the batch where several share it: a draw for its samples is then what one process would have
/// drawn for them, so that the streams stand alike in all processes. Null alone.
/// </param>
public sealed class NoiseStreams(long seed, BatchShare? share = null) : IDisposable
{
    private readonly SortedDictionary<string, IRewindableNoise> _streams = new(StringComparer.Ordinal);

    /// <summary>The run's seed.</summary>
    public long Seed { get; } = seed;

    /// <summary>The stream for a purpose; the same object on every call.</summary>
    public IRewindableNoise this[string purpose]
    {
        get
        {
            if (!_streams.TryGetValue(purpose, out var stream))
            {
                var whole = new NoiseSource(Seed, purpose);
                stream = share is { Size: > 1 } part ? new SharedDraws(whole, part) : whole;
                _streams.Add(purpose, stream);
            }

            return stream;
        }
    }

    /// <summary>The state of every stream in use, by purpose.</summary>
    public IReadOnlyDictionary<string, byte[]> Save() => _streams.ToDictionary(s => s.Key, s => s.Value.SaveState());

    /// <summary>Continues every saved stream where it was; streams that were not saved start afresh.</summary>
    public void Restore(IReadOnlyDictionary<string, byte[]> states)
    {
        ArgumentNullException.ThrowIfNull(states);
        foreach (var (purpose, stream) in _streams.Where(s => !states.ContainsKey(s.Key)))
        {
            using var fresh = new NoiseSource(Seed, purpose);
            stream.RestoreState(fresh.SaveState());
        }

        foreach (var (purpose, state) in states)
        {
            this[purpose].RestoreState(state);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var stream in _streams.Values)
        {
            (stream as IDisposable)?.Dispose();
        }
    }
}
