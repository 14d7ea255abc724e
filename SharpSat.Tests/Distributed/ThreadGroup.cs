using System.Globalization;
using SharpSat.Core.Distributed;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Distributed;

/// <summary>Processes played by threads: sums are made in the order of the ranks.</summary>
internal sealed class ThreadGroup : IProcessGroup
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Meeting _meeting;

    private ThreadGroup(Meeting meeting, int rank) => (_meeting, Rank) = (meeting, rank);

    public int Rank { get; }

    public int Size => _meeting.Held.Length;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"rank {Rank} of {Size}");

    /// <summary>Runs an action once for each rank and waits for all.</summary>
    public static void Run(int size, Action<IProcessGroup> action)
    {
        using var meeting = new Meeting(size);
        var threads = Enumerable.Range(0, size).Select(rank => Task.Factory.StartNew(
            () => action(new ThreadGroup(meeting, rank)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Task.WaitAll(threads);
    }

    public void Sum(Tensor tensor)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var all = Exchange(tensor);
        tensor.copy_(all.Aggregate((total, next) => total + next));
        Barrier();
    }

    public void Broadcast(Tensor tensor, int from)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        tensor.copy_(Exchange(tensor)[from]);
        Barrier();
    }

    public void Barrier()
    {
        if (!_meeting.Gate.SignalAndWait(Patience))
        {
            throw new TimeoutException($"{Name} waits in vain.");
        }
    }

    public void Abort(int exitCode) => throw new InvalidOperationException($"{Name} aborts.");

    public void Dispose()
    {
    }

    private List<Tensor> Exchange(Tensor tensor)
    {
        _meeting.Held[Rank] = tensor.detach().clone();
        Barrier();
        return [.. _meeting.Held.Select(held => held.clone())];
    }

    private sealed class Meeting(int size) : IDisposable
    {
        public Barrier Gate { get; } = new(size);

        public Tensor[] Held { get; } = new Tensor[size];

        public void Dispose() => Gate.Dispose();
    }
}
