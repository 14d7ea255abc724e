using SharpSat.Core.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Distributed.Nccl;

/// <summary>
/// The processes of another group, each with a GPU of its own: tensors of the GPU go from GPU to GPU through NCCL, all
/// others and the meetings without tensors through the other group. Not yet run on GPUs.
/// </summary>
internal sealed class NcclProcessGroup : IProcessGroup
{
    private readonly IProcessGroup _host;
    private readonly INccl _nccl;
    private readonly Device _device;
    private readonly nint _communicator;

    /// <summary>Meets the others. The first process makes the identifier, and the other group hands it out.</summary>
    /// <param name="host">The group that stays responsible for everything else; remains the caller's.</param>
    /// <param name="nccl">The library.</param>
    /// <param name="device">This process's GPU.</param>
    public NcclProcessGroup(IProcessGroup host, INccl nccl, Device device)
    {
        (_host, _nccl, _device) = (host, nccl, device);
        nccl.UseDevice(device.index);
        using var id = tensor(host.Rank == 0 ? nccl.CreateId().ToArray() : new byte[NcclUniqueId.Bytes], ScalarType.Byte);
        host.Broadcast(id, 0);
        _communicator = nccl.Join(host.Size, NcclUniqueId.From(id.data<byte>().ToArray()), host.Rank);
    }

    public int Rank => _host.Rank;

    public int Size => _host.Size;

    public string Name => _host.Name;

    public void Sum(Tensor tensor)
    {
        if (!IsHere(tensor))
        {
            _host.Sum(tensor);
            return;
        }

        var type = tensor.dtype switch
        {
            ScalarType.Float32 => NcclNumber.Float32,
            ScalarType.Float64 => NcclNumber.Float64,
            _ => throw new ArgumentException($"Sums are of float32 or float64, not {tensor.dtype}.", nameof(tensor)),
        };
        InPlace(tensor, data => _nccl.Sum(data, tensor.numel(), type, _communicator));
    }

    public void Broadcast(Tensor tensor, int from)
    {
        if (!IsHere(tensor))
        {
            _host.Broadcast(tensor, from);
            return;
        }

        InPlace(tensor, data => _nccl.Broadcast(data, tensor.numel() * tensor.ElementSize, from, _communicator));
    }

    public void Barrier() => _host.Barrier();

    public void Abort(int exitCode) => _host.Abort(exitCode);

    /// <summary>Leaves the communicator, which waits for the other processes.</summary>
    public void Dispose() => _nccl.Leave(_communicator);

    private bool IsHere(Tensor tensor) => tensor.device_type == _device.type;

    // libtorch works on the default stream, as NCCL does here, so the order of the calls is that of the work.
    private void InPlace(Tensor tensor, Action<nint> message)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        _nccl.UseDevice(_device.index);
        var data = tensor.detach().contiguous();
        message(TensorPointer.Of(data));
        if (!tensor.is_contiguous())
        {
            tensor.copy_(data);
        }
    }
}
