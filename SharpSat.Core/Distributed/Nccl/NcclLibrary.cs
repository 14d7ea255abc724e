using System.Runtime.InteropServices;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Distributed.Nccl;

/// <summary>NVIDIA's library by its C names (nccl.h, version 2). Written from its documentation and not yet run on GPUs.</summary>
internal sealed unsafe class NcclLibrary : INccl
{
    private const int SumOperation = 0;
    private readonly nint _library;
    private readonly Lazy<CudaDriver> _driver = new(() => new CudaDriver());

    /// <summary>Loads the library.</summary>
    /// <param name="file">Its file.</param>
    /// <exception cref="InputException">It is missing.</exception>
    public NcclLibrary(string file = "libnccl.so.2")
    {
        if (!NativeLibrary.TryLoad(file, out _library))
        {
            throw new InputException(
                $"Training with several processes on GPUs needs NVIDIA's NCCL ({file}), which is missing. Install it (from NVIDIA's repository on Debian and Ubuntu: "
                + "apt-get install libnccl2) or add its folder to LD_LIBRARY_PATH.");
        }
    }

    public void UseDevice(int index) => _driver.Value.Use(index);

    public NcclUniqueId CreateId()
    {
        NcclUniqueId id;
        Check("ncclGetUniqueId", ((delegate* unmanaged<NcclUniqueId*, int>)Export("ncclGetUniqueId"))(&id));
        return id;
    }

    public nint Join(int size, NcclUniqueId id, int rank)
    {
        nint communicator;
        Check("ncclCommInitRank", ((delegate* unmanaged<nint*, int, NcclUniqueId, int, int>)Export("ncclCommInitRank"))(&communicator, size, id, rank));
        return communicator;
    }

    public void Sum(nint data, long count, NcclNumber type, nint communicator) => Check(
        "ncclAllReduce",
        ((delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int>)Export("ncclAllReduce"))(
            data, data, checked((nuint)count), (int)type, SumOperation, communicator, 0));

    public void Broadcast(nint data, long bytes, int root, nint communicator) => Check(
        "ncclBroadcast",
        ((delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int>)Export("ncclBroadcast"))(
            data, data, checked((nuint)bytes), (int)NcclNumber.UInt8, root, communicator, 0));

    public void Leave(nint communicator) =>
        Check("ncclCommDestroy", ((delegate* unmanaged<nint, int>)Export("ncclCommDestroy"))(communicator));

    private nint Export(string name) => NativeLibrary.GetExport(_library, name);

    private void Check(string function, int code)
    {
        if (code != 0)
        {
            var text = Marshal.PtrToStringUTF8(((delegate* unmanaged<int, nint>)Export("ncclGetErrorString"))(code));
            throw new InvalidOperationException($"{function} failed with code {code}: {text}. NCCL_DEBUG=INFO in the environment lets it say more.");
        }
    }
}
