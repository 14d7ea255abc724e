using SharpSat.Core.Checkpoints.Safetensors;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>What the allowed calls of a pickle mean here.</summary>
/// <param name="file">The file that the tensors lie in.</param>
/// <param name="reader">For errors.</param>
/// <param name="place">Finds a storage: key, type of its elements and their number.</param>
internal sealed class Rebuilder(TensorFile file, PickleReader reader, Func<string, ScalarType, long, StoragePlace> place)
{
    /// <summary>The storage that a persistent id names: ('storage', class, key, location, elements[, view]).</summary>
    public TorchStorage Storage(TorchValue id)
    {
        if (id is not TorchSequence { Kind: TorchSequenceKind.Tuple, Items: { Count: 5 or 6 } items }
            || items[0] is not TorchScalar { Value: "storage" }
            || items[1] is not TorchPlaceholder type || !AllowedGlobals.TryStorage(type.Name, out var dtype)
            || items[2] is not TorchScalar { Value: string key })
        {
            throw reader.Broken("a persistent id is not a storage");
        }

        var elements = Integer(items[4]);
        if (elements < 0 || elements > long.MaxValue / 16)
        {
            throw reader.Broken($"a storage claims {elements} elements");
        }

        var whole = place(key, dtype, elements);
        if (items.Count == 5 || items[5] is TorchScalar { Value: null })
        {
            return new TorchStorage(whole, dtype, 0, elements);
        }

        var view = Arguments(items[5], 3, 3);
        var (offset, size) = (Integer(view[1]), Integer(view[2]));
        return offset >= 0 && size >= 0 && offset <= elements && size <= elements - offset
            ? new TorchStorage(whole, dtype, offset, size)
            : throw reader.Broken("a view reaches beyond its storage");
    }

    /// <summary>The result of a call with a tuple of arguments.</summary>
    public TorchValue Call(TorchValue callable, TorchValue arguments)
    {
        if (callable is not TorchPlaceholder { Name: var name })
        {
            throw reader.Broken("something that is not a function is called");
        }

        switch (name)
        {
            case "torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2":
                return Tensor(Arguments(arguments, 4, 7));
            case "torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state":
                return Arguments(arguments, 3, 4)[0] as TorchTensor ?? throw reader.Broken("a parameter is made of something else than a tensor");
            case "torch._tensor._rebuild_from_type_v2":
                var inner = Arguments(arguments, 3, 4);

                // Not itself again: nested deeply enough that would overflow the stack.
                return inner[0] is TorchPlaceholder { Name: "torch._utils._rebuild_tensor_v2" }
                    ? Tensor(Arguments(inner[2], 4, 7))
                    : throw reader.Broken("a tensor is made of something else");
            case "collections.OrderedDict" or "builtins.dict":
                return Dictionary(Arguments(arguments, 0, 1));
            case "collections.defaultdict":
                return Dictionary([.. Arguments(arguments, 0, 2).Skip(1)]);
            case "torch.Size" or "builtins.tuple":
                return Sequence(arguments, TorchSequenceKind.Tuple);
            case "builtins.list":
                return Sequence(arguments, TorchSequenceKind.List);
            case "builtins.set" or "builtins.frozenset":
                return Sequence(arguments, TorchSequenceKind.Set);
            default:
                return AllowedGlobals.IsInert(name) ? new TorchPlaceholder(name) : throw reader.Broken($"'{name}' is called, which is not a function");
        }
    }

    private TorchTensor Tensor(IReadOnlyList<TorchValue> arguments)
    {
        if (arguments[0] is not TorchStorage storage)
        {
            throw reader.Broken("a tensor is made without a storage");
        }

        var offset = Integer(arguments[1]);
        var shape = Integers(arguments[2]);
        var strides = Integers(arguments[3]);
        return TensorBounds.Violation(storage.Elements, storage.Dtype, offset, shape, strides) is { } violation
            ? throw reader.Broken(violation)
            : new TorchTensor(file, storage, offset, shape, strides);
    }

    private TorchDictionary Dictionary(IReadOnlyList<TorchValue> arguments)
    {
        switch (arguments.Count > 0 ? arguments[0] : null)
        {
            case null:
                return new TorchDictionary();
            case TorchDictionary same:
                return same;
            case TorchSequence { Items.Count: 0 }:
                return new TorchDictionary();
            default:
                // Python 2 wrote lists of pairs; copying one per call would let a small file take any time.
                throw reader.Broken("a dictionary is made of something else than a dictionary");
        }
    }

    private TorchSequence Sequence(TorchValue arguments, TorchSequenceKind kind) => Arguments(arguments, 0, 1) switch
    {
        [] => new TorchSequence(kind),
        [TorchSequence items] => items.As(kind),
        _ => throw reader.Broken($"a {kind} is made of something else than a sequence"),
    };

    private IReadOnlyList<TorchValue> Arguments(TorchValue value, int least, int most) =>
        value is TorchSequence { Kind: TorchSequenceKind.Tuple, Items: var items } && items.Count >= least && items.Count <= most
            ? items
            : throw reader.Broken($"a call needs {least} to {most} arguments, not {value.GetType().Name}");

    private long Integer(TorchValue value) => value is TorchScalar { Value: long number }
        ? number : throw reader.Broken($"a whole number was expected, not {value.GetType().Name}");

    private long[] Integers(TorchValue value) => value is TorchSequence { Items: { Count: <= 64 } items }
        ? [.. items.Select(Integer)] : throw reader.Broken("a list of at most 64 whole numbers was expected");
}
