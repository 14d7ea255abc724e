using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints.Safetensors;

/// <summary>
/// A file in memory, private and copy-on-write: what is written to its tensors never reaches the file. The mapping
/// goes away when this object is disposed and the last tensor made from it is freed, whichever is later.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    // Where each live mapping lies, so that the native deleter (which gets only an address) finds its handle.
    private static readonly List<MappedFile> Live = [];

    private readonly SafeMemoryMappedViewHandle _view;
    private readonly byte* _start;
    private int _tensors;
    private bool _disposed;

    public MappedFile(FileStream stream)
    {
        Length = stream.Length;
        using var file = MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.CopyOnWrite, HandleInheritability.None, leaveOpen: true);
        using var accessor = file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.CopyOnWrite);
        _view = accessor.SafeMemoryMappedViewHandle;
        _view.AcquirePointer(ref _start);
        lock (Live)
        {
            Live.Add(this);
        }
    }

    public long Length { get; }

    public ReadOnlySpan<byte> Bytes(long offset, int length) => new(_start + offset, length);

    /// <summary>A CPU tensor over the bytes at <paramref name="offset"/>; the caller has checked that they fit.</summary>
    public Tensor Tensor(long offset, ScalarType dtype, long[] shape)
    {
        InitializeDeviceType(TorchSharp.DeviceType.CPU);
        lock (Live)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _tensors++;
        }

        nint handle;
        fixed (long* sizes = shape)
        {
            handle = NativeTensor.New(
                _start + offset, &OnTensorFreed, sizes, shape.Length, (sbyte)dtype, (sbyte)dtype, 0, 0, 0);
        }

        if (handle == 0)
        {
            Release();
            CheckForErrors();
        }

        return TorchSharp.torch.Tensor.UnsafeCreateTensor(handle);
    }

    public void Dispose()
    {
        lock (Live)
        {
            if (!_disposed)
            {
                _disposed = true;
                UnmapIfUnused();
            }
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnTensorFreed(void* address)
    {
        lock (Live)
        {
            foreach (var mapping in Live)
            {
                if (address >= mapping._start && address < mapping._start + mapping.Length)
                {
                    mapping.Release();
                    return;
                }
            }
        }
    }

    private void Release()
    {
        lock (Live)
        {
            _tensors--;
            UnmapIfUnused();
        }
    }

    private void UnmapIfUnused()
    {
        if (_disposed && _tensors == 0)
        {
            Live.Remove(this);
            _view.ReleasePointer();
        }
    }
}
