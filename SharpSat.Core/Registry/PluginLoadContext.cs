using System.Reflection;
using System.Runtime.Loader;

namespace SharpSat.Core.Registry;

/// <summary>Loads a plugin's own dependencies from its folder; what crosses the boundary comes from the host.</summary>
internal sealed class PluginLoadContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
{
    private static readonly string[] SharedNames = ["TorchSharp", "Newtonsoft.Json", "Autofac"];
    private readonly AssemblyDependencyResolver _resolver = new(path);

    // Not Default: a test runner may load SharpSat into a context of its own.
    private static AssemblyLoadContext Host => GetLoadContext(typeof(PluginLoadContext).Assembly) ?? Default;

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name ?? string.Empty;
        if (name.StartsWith("SharpSat.", StringComparison.Ordinal) || SharedNames.Contains(name))
        {
            try
            {
                return Host.LoadFromAssemblyName(assemblyName);
            }
            catch (FileNotFoundException)
            {
                // a plugin may call a helper assembly SharpSat.Something of its own
            }
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;
}
