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
    private readonly TensorFile _file;
    private readonly SafetensorsHeader _header;

    private SafetensorsFile(string path, FileStream stream, SafetensorsHeader header)
    {
        Description = path;
        _file = new TensorFile(path, stream);
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

        return _file.Read(name, _header.DataStart + place.Begin, place.Entry.Dtype, [.. place.Entry.Shape]);
    }

    /// <summary>Closes the source; tensors read from it live on.</summary>
    public void Dispose() => _file.Dispose();
}
