using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints.Safetensors;

/// <summary>
/// Writes safetensors files. The bytes depend on the tensors and the metadata only, not on their order: wide types
/// come first (so that every tensor is aligned), then names in ordinal order.
/// </summary>
public static class SafetensorsWriter
{
    private const int ChunkBytes = 1 << 24;

    /// <summary>
    /// Writes to <c>path.tmp</c> and renames, so that <paramref name="path"/> is the old file or the complete new one.
    /// One tensor at a time is copied (only if it is not contiguous on the CPU).
    /// </summary>
    /// <param name="path">The file; its folder is created.</param>
    /// <param name="tensors">Names and tensors on any device. They are not disposed.</param>
    /// <param name="metadata">Free text stored beside the tensors.</param>
    /// <exception cref="ArgumentException">A name twice, or a type that safetensors cannot hold.</exception>
    /// <exception cref="IOException">The disk is full, the folder not writable, ...; no partial file is left.</exception>
    public static void Write(
        string path, IEnumerable<(string Name, Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        WriteAll(path, [.. tensors.Select(item => new Item(item.Name, item.Tensor.dtype, item.Tensor.shape, () => item.Tensor))], metadata);
    }

    /// <summary>As the other, from a source whose tensors are read one after the other, so that memory does not grow with the file.</summary>
    /// <param name="path">The file; its folder is created.</param>
    /// <param name="source">The tensors. It is not disposed.</param>
    /// <param name="names">Which of them; null takes all.</param>
    /// <param name="metadata">Free text stored beside the tensors.</param>
    /// <exception cref="ArgumentException">A type that safetensors cannot hold.</exception>
    /// <exception cref="IOException">The disk is full, the folder not writable, ...; no partial file is left.</exception>
    public static void Write(string path, IWeightSource source, IEnumerable<string>? names = null, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        WriteAll(path, [.. (names ?? source.Entries.Keys).Select(name => source.Entries[name]).Select(entry =>
            new Item(entry.Name, entry.Dtype, entry.Shape, () => source.Read(entry.Name)))], metadata);
    }

    private static void WriteAll(string path, IReadOnlyList<Item> items, IReadOnlyDictionary<string, string>? metadata)
    {
        var ordered = items
            .OrderByDescending(item => SafetensorsDtype.Bytes(item.Dtype))
            .ThenBy(item => item.Name, StringComparer.Ordinal)
            .ToList();
        var header = Header(ordered, metadata);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var temporary = path + ".tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                Span<byte> length = stackalloc byte[SafetensorsHeader.PrefixBytes];
                BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
                stream.Write(length);
                stream.Write(header);
                foreach (var item in ordered)
                {
                    WriteData(stream, item);
                }

                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static byte[] Header(List<Item> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            WriteEntries(json, tensors);
            json.WriteEndObject();
        }

        // Spaces bring the data to a multiple of 8 bytes.
        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteEntries(Utf8JsonWriter json, List<Item> tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        long offset = 0;
        foreach (var (name, dtype, shape, _) in tensors)
        {
            if (!names.Add(name))
            {
                throw new ArgumentException($"'{name}' is written twice or is a reserved name.", nameof(tensors));
            }

            json.WriteStartObject(name);
            json.WriteString("dtype", SafetensorsDtype.Name(dtype));
            json.WriteStartArray("shape");
            foreach (var extent in shape)
            {
                json.WriteNumberValue(extent);
            }

            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            offset += shape.Aggregate((long)SafetensorsDtype.Bytes(dtype), (product, extent) => product * extent);
            json.WriteNumberValue(offset);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static void WriteData(FileStream stream, Item item)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var tensor = item.Read();
        var flat = tensor.detach().cpu().contiguous().reshape(-1);
        var count = flat.numel();
        var step = ChunkBytes / SafetensorsDtype.Bytes(item.Dtype);
        for (long done = 0; done < count; done += step)
        {
            using var part = flat.narrow(0, done, Math.Min(step, count - done));
            stream.Write(part.bytes);
        }
    }

    private sealed record Item(string Name, ScalarType Dtype, IReadOnlyList<long> Shape, Func<Tensor> Read);
}
