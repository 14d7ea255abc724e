using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;

namespace SharpSat.Video.Interop.Sat;

/// <summary>A node of the reference's configuration: <c>{target: python.path.Class, params: {...}}</c>.</summary>
internal static class SatNode
{
    /// <summary>The class name at the end of the target, or an empty text.</summary>
    public static string ClassOf(JToken? node) => (node as JObject)?["target"] is JValue { Value: string target } ? target.Split('.')[^1] : string.Empty;

    /// <summary>The params, empty if there are none.</summary>
    public static JToken Params(JToken? node) => (node as JObject)?["params"] is JObject p ? p : new JObject();

    /// <summary>A value in the params, or null.</summary>
    public static JToken? Param(JToken? node, string name) => Params(node)[name];

    /// <exception cref="ConfigException">The node names another class.</exception>
    public static void Expect(JToken? node, string name)
    {
        if (ClassOf(node) != name)
        {
            throw new ConfigException(
                ConfigOrigin.Of(node), node?.Path ?? string.Empty, $"names {(ClassOf(node) is { Length: > 0 } other ? other : "no class")}; {name} is expected there.");
        }
    }
}
