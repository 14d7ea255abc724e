using System.Reflection;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Core.Registry;

namespace SharpSat.Core.Configuration;

/// <summary>The <c>plugins</c> list of a config: dll paths, relative to the file that names them.</summary>
public static class ConfigPlugins
{
    /// <summary>Loads what the document's <c>plugins</c> list names, in order, before anything else of it is bound.</summary>
    /// <exception cref="InputException">The list is malformed or a plugin cannot be loaded; names file and line.</exception>
    public static IReadOnlyList<Assembly> Load(ConfigDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.Root["plugins"] is not { Type: not JTokenType.Null } list)
        {
            return [];
        }

        var paths = ConfigBinder.Bind<List<string>>(list, "plugins");
        return paths.Select((path, i) => LoadOne(path, ((JArray)list)[i], $"plugins[{i}]")).ToList();
    }

    private static Assembly LoadOne(string path, JToken token, string configPath)
    {
        var origin = ConfigOrigin.Of(token);
        if (path.Length == 0)
        {
            throw new ConfigException(origin, configPath, "must be the path of a dll, but is empty.");
        }

        try
        {
            return PluginLoader.Load(path, origin?.Directory);
        }
        catch (InputException e)
        {
            throw new ConfigException(origin, configPath, e.Message, e);
        }
    }
}
