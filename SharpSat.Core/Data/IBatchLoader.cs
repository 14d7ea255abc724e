namespace SharpSat.Core.Data;

/// <summary>An endless, resumable stream of batches.</summary>
public interface IBatchLoader<out TBatch> : IDisposable
{
    /// <summary>Items per batch.</summary>
    int BatchSize { get; }

    /// <summary>Time <see cref="Next"/> has spent waiting for data since the loader was made.</summary>
    TimeSpan WaitTime { get; }

    /// <summary>The next batch; the caller disposes it.</summary>
    /// <exception cref="DataReadException">An item could not be read.</exception>
    TBatch Next();

    /// <summary>The position of the next batch to be handed out, whatever was read ahead.</summary>
    SamplerState Save();

    /// <summary>Continues from a saved position; what was read ahead is discarded.</summary>
    void Restore(SamplerState state);
}
