using SharpSat.Core.Checkpoints.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>A tensor in the file, not yet read: a strided view of a storage that others may share.</summary>
public sealed class TorchTensor : TorchValue
{
    private readonly TensorFile _file;
    private readonly TorchStorage _storage;
    private readonly long[] _shape;
    private readonly long[] _strides;

    internal TorchTensor(TensorFile file, TorchStorage storage, long offset, long[] shape, long[] strides)
    {
        _file = file;
        _storage = storage;
        ElementOffset = offset;
        _shape = shape;
        _strides = strides;
    }

    /// <summary>Stored type.</summary>
    public ScalarType Dtype => _storage.Dtype;

    /// <summary>Extents; empty for a single value.</summary>
    public IReadOnlyList<long> Shape => _shape;

    /// <summary>Elements between neighbours on each axis; 0 repeats one element.</summary>
    public IReadOnlyList<long> Strides => _strides;

    /// <summary>Elements of the storage before the first one of the tensor.</summary>
    public long ElementOffset { get; }

    /// <summary>Name of the storage; tensors with the same one share memory in Python.</summary>
    public string StorageKey => _storage.Place.Key;

    /// <inheritdoc/>
    public override string ToString() => $"{Dtype} [{string.Join(", ", _shape)}]";

    /// <summary>
    /// The values, contiguous on the CPU and of its own (shared storages are not shared here). Contiguous tensors are mapped
    /// from the file as <see cref="SafetensorsFile"/> does, others are copied. The caller owns it.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    /// <exception cref="Errors.InputException">A bool tensor holds bytes other than 0 and 1.</exception>
    public Tensor Read()
    {
        var elements = _shape.Aggregate(1L, (product, extent) => product * extent);
        var name = $"storage {StorageKey}";
        var start = _storage.Place.Offset + ((_storage.FirstElement + ElementOffset) * SafetensorsDtype.Bytes(Dtype));
        if (elements == 0 || TensorBounds.IsContiguous(_shape, _strides))
        {
            return _file.Read(name, start, Dtype, _shape);
        }

        using var scope = NewDisposeScope();
        var span = _file.Read(name, start, Dtype, [TensorBounds.Span(_shape, _strides)]);
        return span.as_strided(_shape, _strides).contiguous().MoveToOuterDisposeScope();
    }
}
