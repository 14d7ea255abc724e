using System.Collections.Concurrent;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints.Safetensors;

/// <summary>
/// CPU tensors over a part of a file: private (what is written to one reaches neither the file nor another tensor), read
/// page by page on first use, unmapped when libtorch frees the storage, whatever became of the file meanwhile.
/// </summary>
internal static unsafe class MappedTensor
{
    // What libtorch's deleter must unmap; it gets only the address.
    private static readonly ConcurrentDictionary<nint, SafeMemoryMappedViewHandle> Views = new();

    /// <summary>Maps the bytes, which the caller has checked to lie in the file and to be aligned for the type.</summary>
    /// <exception cref="IOException">The system cannot map the file.</exception>
    public static Tensor Create(MemoryMappedFile file, long offset, long length, ScalarType dtype, long[] shape)
    {
        InitializeDeviceType(TorchSharp.DeviceType.CPU);
        using var accessor = file.CreateViewAccessor(offset, length, MemoryMappedFileAccess.CopyOnWrite);
        var view = accessor.SafeMemoryMappedViewHandle;
        byte* start = null;
        view.AcquirePointer(ref start);
        var data = start + accessor.PointerOffset;
        Views[(nint)data] = view;
        nint handle;
        fixed (long* sizes = shape)
        {
            handle = NativeTensor.New(data, &OnStorageFreed, sizes, shape.Length, (sbyte)dtype, (sbyte)dtype, 0, 0, 0);
        }

        if (handle == 0)
        {
            Unmap((nint)data);
            CheckForErrors();
        }

        return Tensor.UnsafeCreateTensor(handle);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnStorageFreed(void* data) => Unmap((nint)data);

    private static void Unmap(nint data)
    {
        if (Views.TryRemove(data, out var view))
        {
            view.ReleasePointer();
        }
    }
}
