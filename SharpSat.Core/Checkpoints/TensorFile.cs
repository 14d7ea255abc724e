using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints;

/// <summary>
/// An open file with tensors in it. Large ones are mapped into memory (no copy, pages are read on first use), small ones
/// are copied; each is private and outlives the file.
/// </summary>
internal sealed class TensorFile : IDisposable
{
    // Below this a mapping costs more than a copy, and systems limit how many mappings a process may have.
    private const long MappedFrom = 64 * 1024;

    private readonly FileStream _stream;
    private readonly MemoryMappedFile? _map;

    /// <summary>Takes over the stream.</summary>
    public TensorFile(string description, FileStream stream)
    {
        Description = description;
        _stream = stream;
        Length = stream.Length;
        _map = TryMap(stream);
    }

    public string Description { get; }

    public long Length { get; }

    public SafeFileHandle Handle => _stream.SafeFileHandle;

    /// <summary>A contiguous tensor of the bytes at an offset, which the caller has checked to lie in the file and to fit the shape.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="offset">First byte in the file.</param>
    /// <param name="dtype">Stored type.</param>
    /// <param name="shape">Extents.</param>
    /// <exception cref="InputException">A BOOL tensor with bytes other than 0 and 1, or the file shrank.</exception>
    public Tensor Read(string name, long offset, ScalarType dtype, long[] shape)
    {
        ObjectDisposedException.ThrowIf(!_stream.CanRead, this);
        var size = SafetensorsDtype.Bytes(dtype);
        var length = shape.Aggregate((long)size, (product, extent) => product * extent);

        // libtorch must not dereference an odd address, which files written without padding have.
        if (_map is not null && offset % size == 0 && length >= MappedFrom && dtype != ScalarType.Bool)
        {
            try
            {
                return MappedTensor.Create(_map, offset, length, dtype, shape);
            }
            catch (IOException)
            {
                // Out of mappings or address space: a copy still works.
            }
        }

        return Copy(name, offset, length, dtype, shape);
    }

    /// <summary>Closes the file; tensors read from it live on.</summary>
    public void Dispose()
    {
        _map?.Dispose();
        _stream.Dispose();
    }

    private static MemoryMappedFile? TryMap(FileStream stream)
    {
        try
        {
            return MemoryMappedFile.CreateFromFile(
                stream, null, 0, MemoryMappedFileAccess.CopyOnWrite, HandleInheritability.None, leaveOpen: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            // Some file systems cannot map, and nothing can map an empty file.
            return null;
        }
    }

    private Tensor Copy(string name, long offset, long length, ScalarType dtype, long[] shape)
    {
        const int Step = 1 << 20;
        using var scope = NewDisposeScope();
        var size = SafetensorsDtype.Bytes(dtype);
        var flat = empty([length / size], dtype);
        for (long done = 0; done < length; done += Step)
        {
            var count = (int)Math.Min(Step, length - done);
            using var part = flat.narrow(0, done / size, count / size);
            Fill(name, part.bytes, offset + done, dtype);
        }

        return flat.reshape(shape).MoveToOuterDisposeScope();
    }

    private void Fill(string name, Span<byte> target, long offset, ScalarType dtype)
    {
        for (var rest = target; rest.Length > 0;)
        {
            var read = RandomAccess.Read(Handle, rest, offset);
            if (read == 0)
            {
                throw new InputException($"'{Description}' became shorter while it was being read.");
            }

            rest = rest[read..];
            offset += read;
        }

        if (dtype == ScalarType.Bool && target.ContainsAnyExcept((byte)0, (byte)1))
        {
            throw new InputException($"'{Description}': BOOL tensor '{name}' holds bytes other than 0 and 1.");
        }
    }
}
