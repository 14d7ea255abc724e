using Newtonsoft.Json.Linq;

namespace SharpSat.Core.Configuration;

/// <summary>
/// A choice in a config: <c>{ "target": "name", "params": { ... } }</c>. Its params stay JSON until
/// <see cref="ComponentFactory"/> creates the component, which knows the record they bind to.
/// </summary>
public sealed class ComponentNode
{
    /// <summary>Makes a node in code.</summary>
    /// <param name="target">Registered name or alias.</param>
    /// <param name="params">Params, or null for none; copied.</param>
    public ComponentNode(string target, JObject? @params = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        Target = target;
        Params = (JObject?)@params?.DeepClone() ?? [];
        HasParams = @params is not null;
    }

    private ComponentNode(string target, JToken token, string path)
        : this(target, token["params"] as JObject)
    {
        Path = path;
        Origin = ConfigOrigin.Of(token["target"]);
    }

    /// <summary>Registered name or alias of the component.</summary>
    public string Target { get; }

    /// <summary>The params as JSON; empty if none were given. Treat it as read-only.</summary>
    public JObject Params { get; }

    /// <summary>Where the node stands in its config ("sampling.sampler"); empty for one made in code.</summary>
    public string Path { get; } = string.Empty;

    /// <summary>File and line of the target, if the node comes from a file.</summary>
    public ConfigOrigin? Origin { get; }

    /// <summary>Whether params were given at all.</summary>
    internal bool HasParams { get; }

    /// <inheritdoc/>
    public override string ToString() => Target;

    /// <summary>Reads a node, strictly.</summary>
    internal static ComponentNode FromToken(JToken token, string path)
    {
        var shape = RecordShape.Of(typeof(Shape));
        var read = (Shape)shape.Bind(token as JObject ?? throw ConfigBinder.Wrong(typeof(ComponentNode), token, path), path);
        return read.Target.Length > 0
            ? new ComponentNode(read.Target, token, path)
            : throw ConfigException.At(token["target"]!, ConfigBinder.Child(path, "target"), "must name a component, but is empty.");
    }

    private sealed record Shape
    {
        public required string Target { get; init; }

        public JObject? Params { get; init; }
    }
}
