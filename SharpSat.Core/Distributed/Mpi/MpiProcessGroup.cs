using System.Globalization;
using SharpSat.Core.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Distributed.Mpi;

/// <summary>
/// Processes under OpenMPI: all that one mpirun or srun started. Tensors of a device pass through the host's memory.
/// May be used from any thread, one at a time.
/// </summary>
public sealed unsafe class MpiProcessGroup : IProcessGroup
{
    // MPI_THREAD_SERIALIZED: the trainer need not run on the thread that called MPI_Init.
    private const int Serialized = 2;

    // MPI counts elements in an int; a message stays well below.
    private const long MostElements = 1L << 28;

    private readonly OpenMpi _mpi;

    private MpiProcessGroup(OpenMpi mpi)
    {
        _mpi = mpi;
        Rank = mpi.Rank();
        Size = mpi.Size();
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"rank {Rank} of {Size} on {Environment.MachineName}");

    /// <summary>Initialises MPI.</summary>
    /// <exception cref="InputException">OpenMPI is missing, or was built without support for threads.</exception>
    public static MpiProcessGroup Join()
    {
        var mpi = new OpenMpi();
        return mpi.Init(Serialized) >= Serialized
            ? new MpiProcessGroup(mpi)
            : throw new InputException("This OpenMPI was built without support for threads (MPI_THREAD_SERIALIZED), which training needs.");
    }

    /// <inheritdoc/>
    public void Sum(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var type = tensor.dtype switch
        {
            ScalarType.Float32 => _mpi.Float32,
            ScalarType.Float64 => _mpi.Float64,
            _ => throw new ArgumentException($"Sums are of float32 or float64, not {tensor.dtype}.", nameof(tensor)),
        };
        OnHost(tensor, (data, elements) => _mpi.AllReduce((void*)data, elements, type, _mpi.Add), tensor.ElementSize);
    }

    /// <inheritdoc/>
    public void Broadcast(Tensor tensor, int from)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        OnHost(tensor, (data, bytes) => _mpi.Broadcast((void*)data, bytes, _mpi.Byte, from), elementSize: 1);
    }

    /// <inheritdoc/>
    public void Barrier() => _mpi.Barrier();

    /// <inheritdoc/>
    public void Abort(int exitCode) => _mpi.Abort(exitCode);

    /// <inheritdoc/>
    public void Dispose() => _mpi.Finish();

    // Runs a message over the tensor's bytes, in pieces, on a copy where it is not in the host's memory.
    private static void OnHost(Tensor tensor, Action<nint, int> message, long elementSize)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var host = tensor.detach();
        if (!host.is_contiguous() || host.device_type != DeviceType.CPU)
        {
            host = host.cpu().contiguous();
        }

        fixed (byte* bytes = host.bytes)
        {
            var total = host.numel() * tensor.ElementSize / elementSize;
            for (var at = 0L; at < total; at += MostElements)
            {
                message((nint)(bytes + (at * elementSize)), (int)Math.Min(MostElements, total - at));
            }
        }

        if (!tensor.is_contiguous() || tensor.device_type != DeviceType.CPU)
        {
            tensor.copy_(host);
        }
    }
}
