using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;

namespace SharpSat.Video.Interop.Sat;

/// <summary>Remembers which values of a reference configuration were read, so that none is ignored in silence.</summary>
internal sealed class SatReading
{
    private readonly HashSet<JToken> _read = new(ReferenceEqualityComparer.Instance);
    private readonly List<SatRemark> _remarks = [];
    private readonly List<JToken> _idle = [];
    private readonly List<JToken> _unused = [];

    /// <summary>Notes and warnings, in order of reading.</summary>
    public IReadOnlyList<SatRemark> Remarks => _remarks;

    /// <summary>Values that change nothing here, in order of reading.</summary>
    public IReadOnlyList<JToken> Idle => _idle;

    /// <summary>Values that ask for something that does not happen, in order of reading.</summary>
    public IReadOnlyList<JToken> Unused => _unused;

    /// <summary>The value of a member, marked as read; null if it is absent or null.</summary>
    public JToken? Take(JToken? node, string name)
    {
        if (node is not JObject || node[name] is not { } value)
        {
            return null;
        }

        _read.Add(value);
        return value.Type == JTokenType.Null ? null : value;
    }

    /// <summary>Marks a value and everything in it as read.</summary>
    public void TakeAll(JToken? node)
    {
        foreach (var each in node is JContainer container ? container.DescendantsAndSelf() : new[] { node }.OfType<JToken>())
        {
            _read.Add(each);
        }
    }

    /// <summary>Marks a value that changes nothing here.</summary>
    public void TakeIdle(JToken? node)
    {
        if (node is not null && !_read.Contains(node))
        {
            TakeAll(node);
            _idle.Add(node);
        }
    }

    /// <summary>Marks everything below a node that nothing has read as unused.</summary>
    public void TakeUnused(JToken root)
    {
        foreach (var left in Unread(root).ToList())
        {
            TakeAll(left);
            _unused.Add(left);
        }
    }

    public void Note(JToken at, string text) => _remarks.Add(new SatRemark(ConfigOrigin.Of(at), at.Path, text, IsWarning: false));

    public void Warn(JToken at, string text) => _remarks.Add(new SatRemark(ConfigOrigin.Of(at), at.Path, text, IsWarning: true));

    /// <summary>The outermost members below a node that nothing has read; null values are left out.</summary>
    public IEnumerable<JToken> Unread(JToken root) => root switch
    {
        JObject members => members.Properties().Select(p => p.Value).Where(v => v.Type != JTokenType.Null)
            .SelectMany(value => _read.Contains(value) ? Unread(value) : [value]),
        JArray items => items.SelectMany(Unread),
        _ => [],
    };

    /// <exception cref="SatUnsupportedException">Something was not read.</exception>
    public void RequireAllRead(JToken root)
    {
        if (Unread(root).FirstOrDefault() is { } left)
        {
            throw new SatUnsupportedException(left, left.Path, "is not supported.");
        }
    }
}
