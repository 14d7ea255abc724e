using Newtonsoft.Json.Linq;

namespace SharpSat.Core.Configuration;

/// <summary>A choice with a name of its own: <c>{ "name": "my_attn", "target": "acme.my_attention", "params": { } }</c>.</summary>
/// <param name="Name">The name in the model; unique there.</param>
/// <param name="Node">The choice.</param>
public sealed record NamedComponentNode(string Name, ComponentNode Node)
{
    /// <summary>Reads one, strictly.</summary>
    internal static NamedComponentNode FromToken(JToken token, string path)
    {
        var source = token as JObject ?? throw ConfigBinder.Wrong(typeof(NamedComponentNode), token, path);
        var name = source["name"] ?? throw ConfigException.At(source, path, "the required setting 'name' is missing.");
        var choice = (JObject)source.DeepClone();
        choice.Remove("name");
        return new NamedComponentNode(
            ConfigBinder.Bind<string>(name, ConfigBinder.Child(path, "name")),
            ComponentNode.FromToken(choice, path));
    }
}
