using System.Reflection;
using System.Runtime.Loader;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Registry;

/// <summary>
/// Loads assemblies that a config's <c>plugins</c> list or <c>--plugin</c> names, and registers what they mark. A plugin
/// is code: nothing is ever loaded that was not named.
/// </summary>
public static class PluginLoader
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, Assembly> Loaded = new(StringComparer.Ordinal);

    /// <summary>Loads a plugin and registers its components; a plugin that is loaded already is returned as it is.</summary>
    /// <param name="path">The plugin's dll.</param>
    /// <param name="baseDirectory">What a relative path starts from; the current directory if null.</param>
    /// <exception cref="InputException">
    /// The file is missing or no .NET assembly, a dependency is missing or of another version, nothing in it is marked, or a mark does not fit.
    /// </exception>
    public static Assembly Load(string path, string? baseDirectory = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = Path.GetFullPath(path, Path.GetFullPath(baseDirectory ?? "."));
        lock (Gate)
        {
            if (Loaded.TryGetValue(full, out var known))
            {
                return known;
            }

            var assembly = LoadFile(full);
            if (Scan(assembly, full).Count == 0)
            {
                throw new InputException(
                    $"Plugin '{full}' marks no class with [Model], [Mixin] or [Component], so there is nothing in it to use.");
            }

            return Loaded[full] = assembly;
        }
    }

    private static Assembly LoadFile(string full)
    {
        if (!File.Exists(full))
        {
            throw new InputException($"Plugin '{full}' does not exist.{Siblings(full)}");
        }

        try
        {
            var context = new PluginLoadContext(full);
            var assembly = context.LoadFromAssemblyPath(full);
            RequireDependencies(assembly, context, full, []);
            return assembly;
        }
        catch (BadImageFormatException e)
        {
            throw new InputException($"Plugin '{full}' is not a .NET assembly that this runtime can load.", e);
        }
        catch (IOException e)
        {
            throw new InputException($"Plugin '{full}' cannot be loaded: {e.Message}", e);
        }
    }

    // Eagerly, so that a missing dependency stops the command here and not in the middle of a training run.
    private static void RequireDependencies(Assembly assembly, AssemblyLoadContext context, string plugin, HashSet<string> seen)
    {
        foreach (var reference in assembly.GetReferencedAssemblies().Where(r => seen.Add(r.FullName)))
        {
            Assembly dependency;
            try
            {
                dependency = context.LoadFromAssemblyName(reference);
            }
            catch (Exception e) when (e is IOException or BadImageFormatException)
            {
                throw new InputException(
                    $"Plugin '{plugin}' cannot be loaded: {assembly.GetName().Name} needs {reference.Name} {reference.Version}, "
                    + $"which is neither part of SharpSat nor in the plugin's folder. Copy {reference.Name}.dll there, "
                    + "or publish the plugin and name the published dll.",
                    e);
            }

            if (AssemblyLoadContext.GetLoadContext(dependency) == context)
            {
                RequireDependencies(dependency, context, plugin, seen);
            }
        }
    }

    private static IReadOnlyList<ComponentEntry> Scan(Assembly assembly, string full)
    {
        try
        {
            return ComponentRegistry.Scan(assembly);
        }
        catch (Exception e) when (e is ReflectionTypeLoadException or TypeLoadException or MissingMemberException or IOException or BadImageFormatException)
        {
            var first = (e as ReflectionTypeLoadException)?.LoaderExceptions.OfType<Exception>().FirstOrDefault() ?? e;
            throw new InputException(
                $"Plugin '{full}' does not fit this SharpSat or one of its dependencies: {first.Message} It was built against another version; build it anew.", e);
        }
    }

    private static string Siblings(string full)
    {
        var folder = Path.GetDirectoryName(full);
        return Directory.Exists(folder)
            ? NearMatches.Hint(Path.GetFileName(full), Directory.EnumerateFiles(folder, "*.dll").Select(f => Path.GetFileName(f)!).ToList())
            : $" The folder '{folder}' does not exist either.";
    }
}
