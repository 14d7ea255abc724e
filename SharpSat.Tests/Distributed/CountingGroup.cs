using SharpSat.Core.Distributed;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Distributed;

/// <summary>The first of two processes whose messages are only counted.</summary>
internal sealed class CountingGroup : IProcessGroup
{
    /// <summary>Numbers of every sum of float32 tensors, in their order.</summary>
    public List<long> Sums { get; } = [];

    public int Rank => 0;

    public int Size => 2;

    public string Name => "rank 0 of 2";

    public void Sum(Tensor tensor)
    {
        if (tensor.dtype == ScalarType.Float32)
        {
            Sums.Add(tensor.numel());
        }
    }

    public void Broadcast(Tensor tensor, int from)
    {
    }

    public void Barrier()
    {
    }

    public void Abort(int exitCode) => throw new InvalidOperationException($"{Name} aborts.");

    public void Dispose()
    {
    }
}
