using static TorchSharp.torch;

namespace SharpSat.Core.Distributed;

/// <summary>
/// The processes that train one model together. Every member is a meeting: all processes call it, in the same order.
/// </summary>
public interface IProcessGroup : IDisposable
{
    /// <summary>This process, from 0.</summary>
    int Rank { get; }

    /// <summary>Number of processes.</summary>
    int Size { get; }

    /// <summary>For messages: "rank 1 of 4 on node7".</summary>
    string Name { get; }

    /// <summary>Adds a tensor up over the processes, in place. Float32 or float64, contiguous.</summary>
    void Sum(Tensor tensor);

    /// <summary>Gives every process what one of them holds, in place. Contiguous.</summary>
    void Broadcast(Tensor tensor, int from);

    /// <summary>Waits until all have come here.</summary>
    void Barrier();

    /// <summary>Ends all processes at once, because this one cannot go on.</summary>
    void Abort(int exitCode);
}
