using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints.Safetensors;

/// <summary>The element types a safetensors file can hold here, by their names in the header.</summary>
internal static class SafetensorsDtype
{
    private static readonly (string Name, ScalarType Type, int Bytes)[] Table =
    [
        ("F64", ScalarType.Float64, 8),
        ("F32", ScalarType.Float32, 4),
        ("F16", ScalarType.Float16, 2),
        ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8),
        ("I32", ScalarType.Int32, 4),
        ("I16", ScalarType.Int16, 2),
        ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1),
        ("BOOL", ScalarType.Bool, 1),
    ];

    public static string Names { get; } = string.Join(", ", Table.Select(row => row.Name));

    public static bool TryParse([NotNullWhen(true)] string? name, out ScalarType type)
    {
        foreach (var row in Table)
        {
            if (row.Name == name)
            {
                type = row.Type;
                return true;
            }
        }

        type = default;
        return false;
    }

    public static int Bytes(ScalarType type) => Find(type).Bytes;

    public static string Name(ScalarType type) => Find(type).Name;

    private static (string Name, ScalarType Type, int Bytes) Find(ScalarType type)
    {
        foreach (var row in Table)
        {
            if (row.Type == type)
            {
                return row;
            }
        }

        throw new ArgumentException($"{type} cannot be stored in a safetensors file; it holds {Names}.", nameof(type));
    }
}
