using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Layers;

/// <summary>Children named "0", "1", ... as PyTorch's ModuleList names them. Indices may be sparse (a Sequential with activations).</summary>
public sealed class ModuleSequence<T> : NetworkModule
    where T : nn.Module
{
    private readonly List<T> _items = [];

    /// <summary>Children named by position.</summary>
    public ModuleSequence(IEnumerable<T> items)
        : this(items.Select((item, index) => (index, item)))
    {
    }

    /// <summary>Children named by the given numbers.</summary>
    public ModuleSequence(IEnumerable<(int Number, T Item)> items)
        : base("ModuleSequence")
    {
        foreach (var (number, item) in items)
        {
            _items.Add(AddChild(number.ToString(System.Globalization.CultureInfo.InvariantCulture), item));
        }
    }

    /// <summary>Number of children.</summary>
    public int Count => _items.Count;

    /// <summary>Child by position.</summary>
    public T this[int index] => _items[index];

    /// <summary>The children in order.</summary>
    public IReadOnlyList<T> Items => _items;
}
