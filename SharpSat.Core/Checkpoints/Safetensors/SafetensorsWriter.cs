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
        var ordered = tensors
            .OrderByDescending(item => SafetensorsDtype.Bytes(item.Tensor.dtype))
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
                foreach (var (_, tensor) in ordered)
                {
                    WriteData(stream, tensor);
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

    private static byte[] Header(List<(string Name, Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata)
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

    private static void WriteEntries(Utf8JsonWriter json, List<(string Name, Tensor Tensor)> tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        long offset = 0;
        foreach (var (name, tensor) in tensors)
        {
            if (!names.Add(name))
            {
                throw new ArgumentException($"'{name}' is written twice or is a reserved name.", nameof(tensors));
            }

            json.WriteStartObject(name);
            json.WriteString("dtype", SafetensorsDtype.Name(tensor.dtype));
            json.WriteStartArray("shape");
            foreach (var extent in tensor.shape)
            {
                json.WriteNumberValue(extent);
            }

            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            offset += tensor.numel() * SafetensorsDtype.Bytes(tensor.dtype);
            json.WriteNumberValue(offset);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static void WriteData(FileStream stream, Tensor tensor)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var flat = tensor.detach().cpu().contiguous().reshape(-1);
        var count = flat.numel();
        var step = ChunkBytes / SafetensorsDtype.Bytes(tensor.dtype);
        for (long done = 0; done < count; done += step)
        {
            using var part = flat.narrow(0, done, Math.Min(step, count - done));
            stream.Write(part.bytes);
        }
    }
}
