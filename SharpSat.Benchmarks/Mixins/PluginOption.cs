using SharpSat.Core.Errors;
using SharpSat.Core.Registry;

namespace SharpSat.Benchmarks.Mixins;

/// <summary><c>--plugin dll</c>, which may be repeated. BenchmarkDotNet measures in processes of its own, which learn of it by an environment variable.</summary>
internal static class PluginOption
{
    private const string Option = "--plugin";
    private const string Variable = "SHARPSAT_BENCHMARK_PLUGINS";

    /// <summary>Notes the plugins among the arguments for this process and those it starts.</summary>
    /// <returns>The other arguments.</returns>
    /// <exception cref="InputException">The last option has no value.</exception>
    public static string[] Take(IReadOnlyList<string> arguments)
    {
        var (others, plugins) = (new List<string>(), new List<string>());
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] != Option)
            {
                others.Add(arguments[i]);
                continue;
            }

            i++;
            plugins.Add(i < arguments.Count ? Path.GetFullPath(arguments[i]) : throw new InputException($"{Option} needs the path of a dll."));
        }

        Environment.SetEnvironmentVariable(Variable, plugins.Count == 0 ? null : string.Join(Path.PathSeparator, plugins));
        return [.. others];
    }

    /// <summary>Loads what was noted.</summary>
    /// <exception cref="InputException">A plugin cannot be loaded.</exception>
    public static void Load()
    {
        foreach (var plugin in Environment.GetEnvironmentVariable(Variable)?.Split(Path.PathSeparator) ?? [])
        {
            PluginLoader.Load(plugin);
        }
    }
}
