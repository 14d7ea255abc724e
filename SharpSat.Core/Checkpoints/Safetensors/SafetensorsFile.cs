using SharpSat.Core.Errors;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints.Safetensors;

/// <summary>
/// A safetensors file, memory-mapped. Tensors are views of the mapping (no copy, pages are read on first use), private
/// to this process: writing to one does not change the file. They stay valid after the source is disposed. Two tensors
/// read under one name share their memory.
/// </summary>
public sealed class SafetensorsFile : IWeightSource
{
    private readonly MappedFile _map;
    private readonly SafetensorsHeader _header;

    private SafetensorsFile(string path, MappedFile map, SafetensorsHeader header)
    {
        Description = path;
        _map = map;
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
        using var stream = WeightFileStream.Open(path);
        Span<byte> buffer = stackalloc byte[ForeignFormat.HeadBytes];
        var head = buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        var jsonLength = SafetensorsHeader.JsonLength(path, head, stream.Length);
        var map = new MappedFile(stream);
        try
        {
            var json = map.Bytes(SafetensorsHeader.PrefixBytes, jsonLength);
            return new SafetensorsFile(path, map, SafetensorsHeader.Parse(path, json, map.Length));
        }
        catch
        {
            map.Dispose();
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

        var (dtype, shape) = (place.Entry.Dtype, place.Entry.Shape.ToArray());
        var offset = _header.DataStart + place.Begin;
        if (dtype == ScalarType.Bool)
        {
            CheckBools(name, offset, place.Length);
        }

        if (place.Length == 0)
        {
            return empty(shape, dtype);
        }

        return offset % SafetensorsDtype.Bytes(dtype) == 0 ? _map.Tensor(offset, dtype, shape) : Copy(offset, place.Length, dtype, shape);
    }

    /// <summary>Closes the source; tensors read from it live on.</summary>
    public void Dispose() => _map.Dispose();

    // Files written without padding may begin a tensor at an odd address, which libtorch must not dereference.
    private Tensor Copy(long offset, long length, ScalarType dtype, long[] shape)
    {
        const int Step = 1 << 20;
        using var scope = NewDisposeScope();
        var size = SafetensorsDtype.Bytes(dtype);
        var flat = empty([length / size], dtype);
        for (long done = 0; done < length; done += Step)
        {
            var bytes = (int)Math.Min(Step, length - done);
            using var part = flat.narrow(0, done / size, bytes / size);
            _map.Bytes(offset + done, bytes).CopyTo(part.bytes);
        }

        return flat.reshape(shape).MoveToOuterDisposeScope();
    }

    private void CheckBools(string name, long offset, long length)
    {
        const int Step = 1 << 20;
        for (long done = 0; done < length; done += Step)
        {
            if (_map.Bytes(offset + done, (int)Math.Min(Step, length - done)).ContainsAnyExcept((byte)0, (byte)1))
            {
                throw new InputException($"'{Description}': BOOL tensor '{name}' holds bytes other than 0 and 1.");
            }
        }
    }
}
