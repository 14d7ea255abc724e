namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>
/// Refuses what a walk over the finished tree could not end: a memo lets a value contain itself, or a few hundred bytes
/// stand for a tree of any size.
/// </summary>
internal sealed class TreeBounds
{
    private const int MaxDepth = 100;
    private const long MaxValues = 10_000_000;

    private readonly PickleReader _reader;
    private readonly Stack<Level> _open = new();

    // What was found below each finished container, all references followed; null while it is open.
    private readonly Dictionary<TorchValue, Level?> _seen = new(ReferenceEqualityComparer.Instance);

    private TreeBounds(PickleReader reader) => _reader = reader;

    public static void Check(TorchValue root, PickleReader reader) => new TreeBounds(reader).Run(root);

    private void Run(TorchValue root)
    {
        Visit(root, parent: null);
        while (_open.TryPeek(out var level))
        {
            if (level.Rest.MoveNext())
            {
                Visit(level.Rest.Current, level);
            }
            else
            {
                _open.Pop();
                _seen[level.Value] = level;
                if (_open.TryPeek(out var parent))
                {
                    Add(parent, level);
                }
            }
        }
    }

    private void Visit(TorchValue value, Level? parent)
    {
        if (value is TorchStorage)
        {
            throw _reader.Broken("a storage stands where a value should be");
        }

        if (value is not (TorchDictionary { Pairs.Count: > 0 } or TorchSequence { Items.Count: > 0 }))
        {
            if (parent is not null)
            {
                parent.Values++;
            }
        }
        else if (!_seen.TryGetValue(value, out var known))
        {
            _seen[value] = null;
            _open.Push(new Level(value));
            CheckDepth(0);
        }
        else if (known is null)
        {
            throw _reader.Refuses("has a value that contains itself; no checkpoint does.");
        }
        else
        {
            CheckDepth(known.Height);
            Add(parent!, known);
        }
    }

    private void Add(Level parent, Level child)
    {
        parent.Values += child.Values;
        parent.Height = Math.Max(parent.Height, child.Height + 1);
        if (parent.Values > MaxValues)
        {
            throw _reader.Refuses($"stands for more than {MaxValues} values by naming the same ones again and again; no checkpoint does.");
        }
    }

    private void CheckDepth(int below)
    {
        if (_open.Count + below > MaxDepth)
        {
            throw _reader.Refuses($"is nested deeper than {MaxDepth} levels; no checkpoint is.");
        }
    }

    private sealed class Level(TorchValue value)
    {
        public TorchValue Value { get; } = value;

        public IEnumerator<TorchValue> Rest { get; } = value.Children.GetEnumerator();

        public long Values { get; set; } = 1;

        public int Height { get; set; } = 1;
    }
}
