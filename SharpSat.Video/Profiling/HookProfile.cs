using System.Diagnostics;
using SharpSat.Core.Hooks;
using SharpSat.Core.Transformer;

namespace SharpSat.Video.Profiling;

/// <summary>Times every link of a network's hook chains, and its layers.</summary>
internal sealed class HookProfile : IHookProbe
{
    private const double Mib = 1 << 20;
    private readonly Stack<Frame> _open = [];
    private readonly Dictionary<HookPoint, int> _depths = [];
    private readonly Dictionary<(string Hook, string Origin), (int Calls, TimeSpan Self)> _links = [];
    private readonly SortedDictionary<int, Block> _blocks = [];
    private TimeSpan _network;

    /// <inheritdoc/>
    public void Enter<TArgs>(HookPoint point, string origin, TArgs args)
    {
        var depth = _depths.GetValueOrDefault(point);
        _depths[point] = depth + 1;

        // A chain's outermost link has the whole of it.
        var layer = depth > 0 ? null : args switch
        {
            LayerForwardArgs a => a.Layer,
            AttentionForwardArgs a => a.Layer,
            MlpForwardArgs a => (int?)a.Layer,
            _ => null,
        };
        _open.Push(new Frame(point, origin, layer, args is LayerForwardArgs && layer is not null ? Environment.WorkingSet : 0));
    }

    /// <inheritdoc/>
    public void Leave()
    {
        var frame = _open.Pop();
        var elapsed = frame.Clock.Elapsed;
        _depths[frame.Point]--;
        var (calls, self) = _links.GetValueOrDefault((frame.Point.Name, frame.Origin));
        _links[(frame.Point.Name, frame.Origin)] = (calls + 1, self + elapsed - frame.Inner);
        if (_open.TryPeek(out var outer))
        {
            outer.Inner += elapsed;
        }
        else
        {
            _network += elapsed;
        }

        if (frame.Layer is { } layer)
        {
            Add(layer, frame, elapsed);
        }
    }

    /// <summary>The layers.</summary>
    /// <param name="steps">Steps that were watched.</param>
    /// <param name="backward">Backward time of each layer over all steps, or null.</param>
    public IReadOnlyList<BlockFigures> Blocks(int steps, IReadOnlyDictionary<int, TimeSpan>? backward = null) => [.. _blocks.Select(entry => new BlockFigures(
        entry.Key,
        entry.Value.Forward.TotalMilliseconds / steps,
        entry.Value.Attention.TotalMilliseconds / steps,
        entry.Value.FeedForward.TotalMilliseconds / steps,
        backward is null ? null : backward.GetValueOrDefault(entry.Key).TotalMilliseconds / steps,
        entry.Value.Bytes / Mib / steps))];

    /// <summary>Mixins and defaults at each point, the slowest first.</summary>
    /// <param name="steps">Steps that were watched.</param>
    /// <param name="without">A mixin that is not to be shown.</param>
    public IReadOnlyList<LinkFigures> Links(int steps, string? without = null) => [.. _links
        .Where(link => link.Key.Origin != without)
        .OrderByDescending(link => link.Value.Self)
        .Select(link => new LinkFigures(
            link.Key.Hook, link.Key.Origin, link.Value.Calls / (double)steps, link.Value.Self.TotalMilliseconds / steps, _network > TimeSpan.Zero ? link.Value.Self / _network : 0))];

    private void Add(int layer, Frame frame, TimeSpan elapsed)
    {
        if (!_blocks.TryGetValue(layer, out var block))
        {
            _blocks[layer] = block = new Block();
        }

        if (frame.Point == TransformerHooks.LayerForward)
        {
            block.Forward += elapsed;
            block.Bytes += Environment.WorkingSet - frame.Bytes;
        }
        else if (frame.Point == TransformerHooks.AttentionForward)
        {
            block.Attention += elapsed;
        }
        else
        {
            block.FeedForward += elapsed;
        }
    }

    private sealed class Frame(HookPoint point, string origin, int? layer, long bytes)
    {
        public HookPoint Point { get; } = point;

        public string Origin { get; } = origin;

        public int? Layer { get; } = layer;

        public long Bytes { get; } = bytes;

        public Stopwatch Clock { get; } = Stopwatch.StartNew();

        public TimeSpan Inner { get; set; }
    }

    private sealed class Block
    {
        public TimeSpan Forward { get; set; }

        public TimeSpan Attention { get; set; }

        public TimeSpan FeedForward { get; set; }

        public long Bytes { get; set; }
    }
}
