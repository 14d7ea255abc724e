using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Interop.Sat;

/// <summary>A node of the reference's configuration: <c>{target: python.path.Class, params: {...}}</c>.</summary>
internal static class SatNode
{
    /// <summary>The class name at the end of the target, or an empty text.</summary>
    public static string ClassOf(JToken? node) => ((string?)node?["target"])?.Split('.')[^1] ?? string.Empty;

    /// <summary>The params, empty if there are none.</summary>
    public static JToken Params(JToken? node) => node?["params"] is JObject p ? p : new JObject();

    /// <exception cref="InputException">The node names another class.</exception>
    public static void Expect(JToken? node, string name)
    {
        if (ClassOf(node) != name)
        {
            throw new InputException($"'{node?.Path}' names {(ClassOf(node) is { Length: > 0 } other ? other : "no class")}; {name} is expected there.");
        }
    }
}
