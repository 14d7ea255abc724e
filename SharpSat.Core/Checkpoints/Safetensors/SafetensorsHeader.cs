using System.Buffers.Binary;
using System.Text.Json;
using SharpSat.Core.Errors;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints.Safetensors;

/// <summary>
/// The checked header of a safetensors file: 8 bytes of length (little endian), that many bytes of JSON, then the
/// tensors one after the other without gaps (https://github.com/huggingface/safetensors, "Format").
/// </summary>
internal sealed class SafetensorsHeader
{
    public const int PrefixBytes = 8;
    public const int MaxHeaderBytes = 100_000_000;
    private const int MaxRank = 32;

    private SafetensorsHeader(
        long dataStart, IReadOnlyDictionary<string, TensorPlace> places, IReadOnlyDictionary<string, string> metadata)
    {
        DataStart = dataStart;
        Places = places;
        Metadata = metadata;
    }

    public long DataStart { get; }

    public IReadOnlyDictionary<string, TensorPlace> Places { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The length of the JSON part, or an error that says what the file is instead.</summary>
    public static int JsonLength(string file, ReadOnlySpan<byte> head, long fileLength)
    {
        if (fileLength == 0)
        {
            throw new InputException($"'{file}' is empty (0 bytes); a safetensors file was expected. Copy or download it again.");
        }

        var claimed = head.Length < PrefixBytes ? ulong.MaxValue : BinaryPrimitives.ReadUInt64LittleEndian(head);
        var plausible = claimed <= MaxHeaderBytes && claimed >= 2 && (head.Length == PrefixBytes || head[PrefixBytes] == (byte)'{');
        if (!plausible)
        {
            var foreign = ForeignFormat.Recognise(head);
            throw new InputException(foreign is not null
                ? $"'{file}' {foreign}"
                : $"'{file}' is not a safetensors file: it must begin with a header length of 2 to {MaxHeaderBytes} bytes followed by '{{'.");
        }

        if ((long)claimed > fileLength - PrefixBytes)
        {
            throw new InputException(
                $"'{file}' is truncated: its header needs {claimed} bytes, but only {fileLength - PrefixBytes} follow. Copy or download it again.");
        }

        return (int)claimed;
    }

    /// <summary>Parses and checks everything that can be wrong before a tensor is touched.</summary>
    public static SafetensorsHeader Parse(string file, ReadOnlySpan<byte> json, long fileLength)
    {
        var places = new Dictionary<string, TensorPlace>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            new SafetensorsJson(file, json).Read(places, metadata);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new InputException($"'{file}' has a broken safetensors header: {e.Message}", e);
        }

        var dataStart = PrefixBytes + (long)json.Length;
        CheckLayout(file, places.Values, fileLength - dataStart);
        return new SafetensorsHeader(dataStart, places, metadata);
    }

    /// <summary>The bytes a tensor takes, or an error if its shape is impossible.</summary>
    public static long SizeOf(string file, string name, ScalarType dtype, long[] shape)
    {
        if (shape.Length > MaxRank)
        {
            throw new InputException($"'{file}': tensor '{name}' has {shape.Length} axes; at most {MaxRank} are possible.");
        }

        try
        {
            long elements = 1, strides = 1;
            foreach (var extent in shape)
            {
                elements = checked(elements * extent);
                strides = checked(strides * Math.Max(extent, 1));
            }

            _ = checked(strides * SafetensorsDtype.Bytes(dtype));
            return elements * SafetensorsDtype.Bytes(dtype);
        }
        catch (OverflowException e)
        {
            throw new InputException($"'{file}': tensor '{name}' claims the impossible shape [{string.Join(", ", shape)}].", e);
        }
    }

    private static void CheckLayout(string file, IEnumerable<TensorPlace> places, long dataBytes)
    {
        long end = 0;
        var previous = "the header";
        foreach (var place in places.OrderBy(p => p.Begin).ThenBy(p => p.End))
        {
            var name = place.Entry.Name;
            if (place.End > dataBytes)
            {
                throw new InputException(
                    $"'{file}' is truncated: tensor '{name}' ends at byte {place.End} of the data, which has {dataBytes}. Copy or download it again.");
            }

            if (place.Begin != end)
            {
                throw new InputException(place.Begin < end
                    ? $"'{file}': tensor '{name}' overlaps {previous} (it begins at byte {place.Begin}, the other ends at {end})."
                    : $"'{file}': {place.Begin - end} bytes between {previous} and tensor '{name}' belong to no tensor.");
            }

            end = place.End;
            previous = $"tensor '{name}'";
        }

        if (end != dataBytes)
        {
            throw new InputException($"'{file}': {dataBytes - end} bytes after {previous} belong to no tensor.");
        }
    }
}
