using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>
/// Every Python name that a file may mention. None is ever looked up or run: the names stand for what the reader itself
/// does (make a tensor, a dictionary) or for placeholders. Names are compared whole, so no path through an allowed module
/// reaches anything else.
/// </summary>
internal static class AllowedGlobals
{
    private static readonly Dictionary<string, ScalarType> Storages = new(StringComparer.Ordinal)
    {
        ["torch.DoubleStorage"] = ScalarType.Float64,
        ["torch.FloatStorage"] = ScalarType.Float32,
        ["torch.HalfStorage"] = ScalarType.Float16,
        ["torch.BFloat16Storage"] = ScalarType.BFloat16,
        ["torch.LongStorage"] = ScalarType.Int64,
        ["torch.IntStorage"] = ScalarType.Int32,
        ["torch.ShortStorage"] = ScalarType.Int16,
        ["torch.CharStorage"] = ScalarType.Int8,
        ["torch.ByteStorage"] = ScalarType.Byte,
        ["torch.BoolStorage"] = ScalarType.Bool,
    };

    private static readonly HashSet<string> Rebuilt = new(StringComparer.Ordinal)
    {
        "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_parameter",
        "torch._utils._rebuild_parameter_with_state", "torch._tensor._rebuild_from_type_v2", "torch.Tensor",
        "torch.nn.parameter.Parameter", "torch.Size", "collections.OrderedDict", "collections.defaultdict", "builtins.dict",
        "builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset",
    };

    private static readonly HashSet<string> Inert = new(StringComparer.Ordinal)
    {
        "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct", "numpy.core.multiarray.scalar",
        "numpy._core.multiarray.scalar", "numpy.ndarray", "numpy.dtype", "_codecs.encode", "builtins.int", "builtins.float",
        "builtins.bool", "builtins.str", "builtins.bytes", "builtins.bytearray", "builtins.complex", "argparse.Namespace",
        "torch.device", "torch.serialization._get_layout", "torch.float64", "torch.float32", "torch.float16", "torch.bfloat16",
        "torch.int64", "torch.int32", "torch.int16", "torch.int8", "torch.uint8", "torch.bool",
    };

    /// <summary>The name as this reader spells it (Python 2's <c>__builtin__</c> is <c>builtins</c>), or null if it is not allowed.</summary>
    public static string? Find(string module, string name)
    {
        var full = $"{(module == "__builtin__" ? "builtins" : module)}.{name}";
        return Storages.ContainsKey(full) || Rebuilt.Contains(full) || Inert.Contains(full) ? full : null;
    }

    /// <summary>Whether a call of it, with any arguments, may become a placeholder.</summary>
    public static bool IsInert(string name) => Inert.Contains(name);

    /// <summary>The element type of a storage class.</summary>
    public static bool TryStorage(string name, out ScalarType dtype) => Storages.TryGetValue(name, out dtype);

    /// <summary>The storage class for an element type.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static string StorageOf(ScalarType dtype) => Storages.FirstOrDefault(pair => pair.Value == dtype).Key
        ?? throw new ArgumentException($"{dtype} cannot be stored in a PyTorch file; it holds {string.Join(", ", Storages.Values)}.", nameof(dtype));

    /// <summary>What to say about a name that is not allowed.</summary>
    public static string Refusal(string module, string name)
    {
        var full = Printable($"{module}.{name}");
        return module == "torch" && name.EndsWith("Storage", StringComparison.Ordinal)
            ? $"holds tensors of type '{full}', which are not supported. Supported: {string.Join(", ", Storages.Keys)}."
            : $"wants to run '{full}'; loading weights never runs code. Only names that rebuild tensors are accepted.";
    }

    // The name comes from the file and is shown on a terminal.
    private static string Printable(string text)
    {
        const int Shown = 120;
        var cut = text.Length > Shown ? text[..Shown] + "..." : text;
        return string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }
}
