using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SharpSat.Core.Configuration;

/// <summary>Builds a tree from the events of one YAML document.</summary>
internal sealed class YamlTree(IParser parser, string source)
{
    private const int MaxDepth = 64;

    // Copies of aliased values count too, so that a few lines cannot grow without bound.
    private const int MaxValues = 100_000;

    private readonly Dictionary<string, JToken> _anchors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private int _values;

    public JToken Document()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            return Stamped(new JObject(), 1);
        }

        parser.Consume<DocumentStart>();
        var root = Value(0);
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second))
        {
            throw Wrong(second, "a second document begins; a config is one.");
        }

        return root.Type == JTokenType.Null ? Stamped(new JObject(), 1) : root;
    }

    private JToken Value(int depth)
    {
        var next = parser.Current ?? throw new ConfigException(new ConfigOrigin(source, 1), string.Empty, "the text ends in the middle of a value.");
        if (depth > MaxDepth)
        {
            throw Wrong(next, $"values nest more than {MaxDepth} deep.");
        }

        return next switch
        {
            AnchorAlias => Alias(parser.Consume<AnchorAlias>()),
            Scalar => Single(parser.Consume<Scalar>()),
            SequenceStart => Sequence(parser.Consume<SequenceStart>(), depth),
            MappingStart => Mapping(parser.Consume<MappingStart>(), depth),
            _ => throw Wrong(next, "a value is expected here."),
        };
    }

    private JToken Single(Scalar scalar)
    {
        Count(scalar, 1);
        var tag = scalar.Tag.IsEmpty ? null : scalar.Tag.Value;
        var value = YamlScalars.Read(scalar.Value, tag, scalar.IsPlainImplicit) ?? throw Wrong(
            scalar, $"'{Short(scalar.Value)}' cannot be read{(tag is null ? string.Empty : $" as {Short(tag)}")}.");
        return Anchored(scalar.Anchor, Stamped(value, scalar));
    }

    private JToken Sequence(SequenceStart start, int depth)
    {
        Count(start, 1);
        RequireTag(start, "tag:yaml.org,2002:seq");
        var list = Stamped(new JArray(), start);
        using var open = Open(start.Anchor);
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            list.Add(Value(depth + 1));
        }

        return Anchored(start.Anchor, list);
    }

    private JToken Mapping(MappingStart start, int depth)
    {
        Count(start, 1);
        RequireTag(start, "tag:yaml.org,2002:map");
        var members = Stamped(new JObject(), start);
        var merged = new List<JObject>();
        using var open = Open(start.Anchor);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Key();
            var value = Value(depth + 1);
            if (key is { Value: "<<", IsPlainImplicit: true })
            {
                merged.AddRange(Merged(key, value));
            }
            else if (members.Property(key.Value, StringComparison.Ordinal) is not null)
            {
                throw Wrong(key, $"the key '{Short(key.Value)}' stands here twice.");
            }
            else
            {
                members.Add(Stamped(new JProperty(key.Value, value), key));
            }
        }

        Merge(members, merged);
        return Anchored(start.Anchor, members);
    }

    private Scalar Key() => parser.Current is Scalar
        ? parser.Consume<Scalar>()
        : throw Wrong(parser.Current, "a key must be a plain text.");

    // Own keys win over merged ones, earlier mappings over later ones.
    private void Merge(JObject members, List<JObject> merged)
    {
        foreach (var property in merged.SelectMany(mapping => mapping.Properties()))
        {
            if (members.Property(property.Name, StringComparison.Ordinal) is null)
            {
                members.Add(Copy(property, null));
            }
        }
    }

    private IEnumerable<JObject> Merged(Scalar key, JToken value) => value switch
    {
        JObject mapping => [mapping],
        JArray list when list.All(item => item is JObject) => list.Cast<JObject>(),
        _ => throw Wrong(key, "a merge key (<<) takes a mapping or a list of mappings."),
    };

    private JToken Alias(AnchorAlias alias)
    {
        var name = alias.Value.Value;
        if (_open.Contains(name))
        {
            throw Wrong(alias, $"the value '&{Short(name)}' refers to itself.");
        }

        return _anchors.TryGetValue(name, out var target)
            ? Copy(target, alias)
            : throw Wrong(alias, $"there is no anchor '&{Short(name)}' before this.");
    }

    private T Copy<T>(T token, ParsingEvent? at)
        where T : JToken
    {
        Count(at, token is JContainer container ? container.DescendantsAndSelf().Count() : 1);
        return (T)token.DeepClone();
    }

    private void Count(ParsingEvent? at, int more)
    {
        _values += more;
        if (_values > MaxValues)
        {
            throw Wrong(at, $"there are more than {MaxValues} values, copies of aliased ones included.");
        }
    }

    private JToken Anchored(AnchorName anchor, JToken value)
    {
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = value;
        }

        return value;
    }

    private OpenAnchor Open(AnchorName anchor) => new(_open, anchor.IsEmpty ? null : anchor.Value);

    private void RequireTag(NodeEvent start, string expected)
    {
        if (!start.Tag.IsEmpty && !start.Tag.IsNonSpecific && start.Tag.Value != expected)
        {
            throw Wrong(start, $"the tag '{Short(start.Tag.Value)}' is not allowed: a config holds values, not objects of a language.");
        }
    }

    private T Stamped<T>(T token, ParsingEvent at)
        where T : JToken => Stamped(token, at.Start.Line);

    private T Stamped<T>(T token, long line)
        where T : JToken
    {
        token.AddAnnotation(new ConfigOrigin(source, (int)Math.Max(1, line)));
        return token;
    }

    private ConfigException Wrong(ParsingEvent? at, string problem) =>
        new(new ConfigOrigin(source, (int)Math.Max(1, at?.Start.Line ?? 1)), string.Empty, problem);

    private static string Short(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 57), "...");

    /// <summary>Remembers that a value is being read, so that it cannot hold itself.</summary>
    private readonly struct OpenAnchor : IDisposable
    {
        private readonly HashSet<string> _open;
        private readonly string? _name;

        public OpenAnchor(HashSet<string> open, string? name)
        {
            _open = open;
            _name = name is not null && open.Add(name) ? name : null;
        }

        public void Dispose()
        {
            if (_name is not null)
            {
                _open.Remove(_name);
            }
        }
    }
}
