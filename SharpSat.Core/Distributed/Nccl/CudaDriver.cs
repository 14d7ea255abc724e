using System.Runtime.InteropServices;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Distributed.Nccl;

/// <summary>
/// Chooses a thread's device through the driver (libcuda.so.1), which has the same name on every machine with a GPU; the
/// runtime library that libtorch brings takes the device whose primary context is current. Not yet run on GPUs.
/// </summary>
internal sealed unsafe class CudaDriver
{
    private readonly nint _library;
    private readonly Dictionary<int, nint> _contexts = [];

    /// <summary>Loads and starts the driver's library.</summary>
    /// <exception cref="InputException">It is missing.</exception>
    public CudaDriver()
    {
        if (!NativeLibrary.TryLoad("libcuda.so.1", out _library))
        {
            throw new InputException("Training on GPUs needs NVIDIA's driver (libcuda.so.1), which is missing.");
        }

        Check("cuInit", ((delegate* unmanaged<uint, int>)Export("cuInit"))(0));
    }

    /// <summary>Makes a device the one that this thread uses. Its primary context, libtorch's as well, is kept until the process ends.</summary>
    public void Use(int index)
    {
        if (!_contexts.TryGetValue(index, out var context))
        {
            int device;
            Check("cuDeviceGet", ((delegate* unmanaged<int*, int, int>)Export("cuDeviceGet"))(&device, index));
            Check("cuDevicePrimaryCtxRetain", ((delegate* unmanaged<nint*, int, int>)Export("cuDevicePrimaryCtxRetain"))(&context, device));
            _contexts.Add(index, context);
        }

        Check("cuCtxSetCurrent", ((delegate* unmanaged<nint, int>)Export("cuCtxSetCurrent"))(context));
    }

    private nint Export(string name) => NativeLibrary.GetExport(_library, name);

    private static void Check(string function, int code)
    {
        if (code != 0)
        {
            throw new InvalidOperationException($"{function} failed with code {code}.");
        }
    }
}
