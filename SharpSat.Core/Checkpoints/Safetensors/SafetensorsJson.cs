using System.Text.Json;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Checkpoints.Safetensors;

/// <summary>
/// Reads the JSON part. System.Text.Json's reader is used here because it is strict UTF-8 JSON (no comments, no single
/// quotes) and allocates nothing for what it skips.
/// </summary>
internal ref struct SafetensorsJson
{
    private readonly string _file;
    private Utf8JsonReader _reader;

    public SafetensorsJson(string file, ReadOnlySpan<byte> json)
    {
        _file = file;
        _reader = new Utf8JsonReader(json);
    }

    public void Read(Dictionary<string, TensorPlace> places, Dictionary<string, string> metadata)
    {
        Expect(_reader.Read() && _reader.TokenType == JsonTokenType.StartObject, "it must be a JSON object");
        var sawMetadata = false;
        while (Next() == JsonTokenType.PropertyName)
        {
            var name = _reader.GetString()!;
            if (name == "__metadata__")
            {
                Expect(!sawMetadata, "__metadata__ appears twice");
                sawMetadata = true;
                ReadMetadata(metadata);
            }
            else
            {
                var place = ReadTensor(name);
                Expect(places.TryAdd(name, place), $"tensor '{name}' appears twice");
            }
        }

        // The rest of the header may only be padding.
        Expect(!_reader.Read(), "something follows the JSON object");
    }

    private void ReadMetadata(Dictionary<string, string> metadata)
    {
        Expect(Next() == JsonTokenType.StartObject, "__metadata__ must be an object");
        while (Next() == JsonTokenType.PropertyName)
        {
            var key = _reader.GetString()!;
            Expect(Next() == JsonTokenType.String, $"__metadata__ '{key}' must be a string");
            Expect(metadata.TryAdd(key, _reader.GetString()!), $"__metadata__ '{key}' appears twice");
        }
    }

    private TensorPlace ReadTensor(string name)
    {
        Expect(Next() == JsonTokenType.StartObject, $"tensor '{name}' must be an object with dtype, shape and data_offsets");
        string? dtypeName = null;
        long[]? shape = null, offsets = null;
        while (Next() == JsonTokenType.PropertyName)
        {
            var field = _reader.GetString();
            switch (field)
            {
                case "dtype" when dtypeName is null:
                    Expect(Next() == JsonTokenType.String, $"dtype of tensor '{name}' must be a string");
                    dtypeName = _reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(name, field);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(name, field);
                    break;
                default:
                    Expect(false, $"tensor '{name}' has an unknown or repeated field '{field}'");
                    break;
            }
        }

        Expect(dtypeName is not null && shape is not null && offsets is not null, $"tensor '{name}' lacks dtype, shape or data_offsets");
        if (!SafetensorsDtype.TryParse(dtypeName, out var dtype))
        {
            throw new InputException($"'{_file}': tensor '{name}' has type '{dtypeName}', which is not supported. Supported: {SafetensorsDtype.Names}.");
        }

        Expect(offsets!.Length == 2 && offsets[0] <= offsets[1], $"data_offsets of tensor '{name}' must be [begin, end]");
        var size = SafetensorsHeader.SizeOf(_file, name, dtype, shape!);
        if (offsets[1] - offsets[0] != size)
        {
            throw new InputException(
                $"'{_file}': tensor '{name}' ({dtypeName} [{string.Join(", ", shape!)}]) needs {size} bytes, but its offsets span {offsets[1] - offsets[0]}.");
        }

        return new TensorPlace(new WeightEntry(name, dtype, shape!), offsets[0], offsets[1]);
    }

    private long[] ReadNumbers(string name, string field)
    {
        Expect(Next() == JsonTokenType.StartArray, $"{field} of tensor '{name}' must be a list");
        var numbers = new List<long>();
        while (Next() != JsonTokenType.EndArray)
        {
            long value = -1;
            Expect(
                _reader.TokenType == JsonTokenType.Number && _reader.TryGetInt64(out value) && value >= 0,
                $"{field} of tensor '{name}' must hold whole numbers from 0 to {long.MaxValue}");
            numbers.Add(value);
        }

        return [.. numbers];
    }

    private JsonTokenType Next()
    {
        Expect(_reader.Read(), "it ends in the middle");
        return _reader.TokenType;
    }

    private readonly void Expect(bool ok, string rule)
    {
        if (!ok)
        {
            throw new InputException($"'{_file}' has a broken safetensors header: {rule}.");
        }
    }
}
