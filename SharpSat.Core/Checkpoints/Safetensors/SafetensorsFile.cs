using System.IO.MemoryMappedFiles;
using SharpSat.Core.Errors;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints.Safetensors;

/// <summary>
/// A safetensors file. Large tensors are mapped into memory (no copy, pages are read on first use), small ones are
/// copied. Each is private: writing to one changes neither the file nor another. They stay valid after the source is
/// disposed.
/// </summary>
public sealed class SafetensorsFile : IWeightSource
{
    // Below this a mapping costs more than a copy, and systems limit how many mappings a process may have.
    private const long MappedFrom = 64 * 1024;

    private readonly FileStream _stream;
    private readonly MemoryMappedFile? _map;
    private readonly SafetensorsHeader _header;

    private SafetensorsFile(string path, FileStream stream, SafetensorsHeader header)
    {
        Description = path;
        _stream = stream;
        _map = TryMap(stream);
        _header = header;
        Entries = header.Places.ToDictionary(pair => pair.Key, pair => pair.Value.Entry, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, WeightEntry> Entries { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens and checks a file; no tensor data is read.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">
    /// The file is missing, unreadable, truncated or something else than safetensors; the message says which.
    /// </exception>
    public static SafetensorsFile Open(string path)
    {
        var stream = WeightFileStream.Open(path);
        try
        {
            var length = stream.Length;
            Span<byte> buffer = stackalloc byte[ForeignFormat.HeadBytes];
            var head = buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
            var json = new byte[SafetensorsHeader.JsonLength(path, head, length)];
            stream.Position = SafetensorsHeader.PrefixBytes;
            stream.ReadExactly(json);
            return new SafetensorsFile(path, stream, SafetensorsHeader.Parse(path, json, length));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InputException">No such tensor, or a BOOL tensor with bytes other than 0 and 1.</exception>
    public Tensor Read(string name)
    {
        if (!_header.Places.TryGetValue(name, out var place))
        {
            throw UnknownWeight.In(this, name);
        }

        ObjectDisposedException.ThrowIf(!_stream.CanRead, this);
        var offset = _header.DataStart + place.Begin;

        // libtorch must not dereference an odd address, which files written without padding have.
        var aligned = offset % SafetensorsDtype.Bytes(place.Entry.Dtype) == 0;
        if (_map is not null && aligned && place.Length >= MappedFrom && place.Entry.Dtype != ScalarType.Bool)
        {
            try
            {
                return MappedTensor.Create(_map, offset, place.Length, place.Entry.Dtype, [.. place.Entry.Shape]);
            }
            catch (IOException)
            {
                // Out of mappings or address space: a copy still works.
            }
        }

        return Copy(name, offset, place);
    }

    /// <summary>Closes the source; tensors read from it live on.</summary>
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // Some file systems cannot map.
            return null;
        }
    }

    private Tensor Copy(string name, long offset, TensorPlace place)
    {
        const int Step = 1 << 20;
        using var scope = NewDisposeScope();
        var size = SafetensorsDtype.Bytes(place.Entry.Dtype);
        var flat = empty([place.Length / size], place.Entry.Dtype);
        for (long done = 0; done < place.Length; done += Step)
        {
            var count = (int)Math.Min(Step, place.Length - done);
            using var part = flat.narrow(0, done / size, count / size);
            Fill(name, part.bytes, offset + done, place.Entry.Dtype);
        }

        return flat.reshape([.. place.Entry.Shape]).MoveToOuterDisposeScope();
    }

    private void Fill(string name, Span<byte> target, long offset, ScalarType dtype)
    {
        for (var rest = target; rest.Length > 0;)
        {
            var read = RandomAccess.Read(_stream.SafeFileHandle, rest, offset);
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
