using System.Reflection;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Registry;

/// <summary>
/// Every class that configs can name: SharpSat's own, found on first use, and those of plugins, added when a plugin is
/// loaded (<see cref="PluginLoader"/>). Safe from several threads.
/// </summary>
public static class ComponentRegistry
{
    private static readonly string[] OwnAssemblies = ["SharpSat.Core", "SharpSat.Mixins", "SharpSat.Video"];
    private static readonly Lock Gate = new();
    private static readonly HashSet<Assembly> Scanned = [];
    private static readonly ComponentTable Table = new();
    private static bool _ownScanned;

    /// <summary>Everything registered, by name.</summary>
    public static IReadOnlyList<ComponentEntry> Entries
    {
        get
        {
            lock (Gate)
            {
                ScanOwn();
                return Table.Entries;
            }
        }
    }

    /// <summary>Registers every marked class of an assembly; does nothing if it was scanned before.</summary>
    /// <returns>The entries that this call added.</returns>
    /// <exception cref="InputException">A name is claimed twice, or an attribute is on a class that does not fit.</exception>
    public static IReadOnlyList<ComponentEntry> Scan(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        lock (Gate)
        {
            ScanOwn();
            return ScanOnce(assembly);
        }
    }

    /// <summary>The class registered under a name or alias, checked to be usable as <paramref name="contract"/>.</summary>
    /// <exception cref="InputException">The name is unknown (lists near matches) or names something of another kind.</exception>
    public static ComponentEntry Resolve(string name, Type contract)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(contract);
        lock (Gate)
        {
            ScanOwn();
            return Table.Resolve(name, contract);
        }
    }

    private static void ScanOwn()
    {
        if (_ownScanned)
        {
            return;
        }

        foreach (var name in OwnAssemblies)
        {
            if (TryLoad(name) is { } assembly)
            {
                ScanOnce(assembly);
            }
        }

        _ownScanned = true;
    }

    private static IReadOnlyList<ComponentEntry> ScanOnce(Assembly assembly)
    {
        if (Scanned.Contains(assembly))
        {
            return [];
        }

        var added = Table.Add(assembly.GetTypes());
        Scanned.Add(assembly);
        return added;
    }

    private static Assembly? TryLoad(string name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (FileNotFoundException)
        {
            return null; // a program may use the framework without the video engine
        }
    }
}
