using System.Diagnostics;

namespace SharpSat.Core.Data;

/// <summary>
/// Reads items, collates them into batches and reads a bounded number of batches ahead in the background. The order
/// is the sampler's, whatever the timing of the reading threads.
/// </summary>
/// <typeparam name="TItem">One item of the source; disposed after collating if it is disposable.</typeparam>
/// <typeparam name="TBatch">What the training step takes; owned by the caller of <see cref="Next"/>.</typeparam>
public sealed class DataLoader<TItem, TBatch> : IBatchLoader<TBatch>
{
    private readonly IDataSource<TItem> _source;
    private readonly IItemSampler _sampler;
    private readonly Func<IReadOnlyList<TItem>, TBatch> _collate;
    private readonly int _prefetch;
    private readonly SemaphoreSlim _workers;
    private readonly Stopwatch _waiting = new();
    private readonly Queue<(SamplerState Position, Task<TBatch> Batch)> _ahead = new();
    private CancellationTokenSource _stop = new();
    private bool _disposed;

    /// <summary>Creates the loader; reading begins with the first batch.</summary>
    /// <param name="source">The items.</param>
    /// <param name="sampler">Their order.</param>
    /// <param name="batchSize">Items per batch.</param>
    /// <param name="collate">Makes a batch of its own storage from items; runs on a reading thread, outside any dispose scope.</param>
    /// <param name="prefetch">Batches read ahead; 0 reads on the caller's time.</param>
    /// <param name="workers">Batches read at the same time.</param>
    public DataLoader(
        IDataSource<TItem> source,
        IItemSampler sampler,
        int batchSize,
        Func<IReadOnlyList<TItem>, TBatch> collate,
        int prefetch = 2,
        int workers = 1)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentNullException.ThrowIfNull(collate);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(prefetch);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        _source = source;
        _sampler = sampler;
        _collate = collate;
        _prefetch = prefetch;
        _workers = new SemaphoreSlim(workers);
        BatchSize = batchSize;
    }

    /// <inheritdoc/>
    public int BatchSize { get; }

    /// <inheritdoc/>
    public TimeSpan WaitTime => _waiting.Elapsed;

    /// <inheritdoc/>
    public TBatch Next()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ReadAhead(Math.Max(1, _prefetch));
        _waiting.Start();
        try
        {
            var batch = _ahead.Peek().Batch.GetAwaiter().GetResult();
            _ahead.Dequeue();
            return batch;
        }
        finally
        {
            _waiting.Stop();
            ReadAhead(_prefetch);
        }
    }

    /// <inheritdoc/>
    public SamplerState Save() => _ahead.TryPeek(out var next) ? next.Position : _sampler.Save();

    /// <inheritdoc/>
    public void Restore(SamplerState state)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Discard();
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        _sampler.Restore(state);
    }

    /// <summary>Stops reading, waits for the readers and disposes what was read ahead.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Discard();
        _stop.Dispose();
        _workers.Dispose();
    }

    private void ReadAhead(int batches)
    {
        while (_ahead.Count < batches)
        {
            var position = _sampler.Save();
            var items = _sampler.Next(BatchSize);
            var stop = _stop.Token;
            _ahead.Enqueue((position, Task.Run(() => ReadBatchAsync(items, stop), stop)));
        }
    }

    private async Task<TBatch> ReadBatchAsync(IReadOnlyList<SampledItem> chosen, CancellationToken stop)
    {
        await _workers.WaitAsync(stop).ConfigureAwait(false);
        var items = new List<TItem>(chosen.Count);
        object? batch = null;
        try
        {
            foreach (var item in chosen)
            {
                stop.ThrowIfCancellationRequested();
                items.Add(ReadItem(item));
            }

            var collated = _collate(items);
            batch = collated;
            return collated;
        }
        finally
        {
            // A collate function for batches of one may hand the item itself on.
            foreach (var item in items.OfType<IDisposable>().Where(item => !ReferenceEquals(item, batch)))
            {
                item.Dispose();
            }

            _workers.Release();
        }
    }

    private TItem ReadItem(SampledItem item)
    {
        try
        {
            return _source.Read(item.Index, new ItemDraw(_sampler.Seed, item.Epoch, item.Index));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new DataReadException(_source.NameOf(item.Index), failure);
        }
    }

    private void Discard()
    {
        _stop.Cancel();
        while (_ahead.TryDequeue(out var pending))
        {
            // A failure of a batch that nobody waits for any more does not matter.
            Task.WaitAny(pending.Batch);
            if (pending.Batch.IsCompletedSuccessfully)
            {
                (pending.Batch.Result as IDisposable)?.Dispose();
            }
        }
    }
}
