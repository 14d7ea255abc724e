using SharpSat.Core.Errors;

namespace SharpSat.Core.Registry;

/// <summary>Names and what they stand for. <see cref="ComponentRegistry"/> holds the process's one; tests make their own.</summary>
internal sealed class ComponentTable
{
    private readonly Dictionary<string, ComponentEntry> _byName = new(StringComparer.Ordinal);

    /// <summary>Every entry once, by name.</summary>
    public IReadOnlyList<ComponentEntry> Entries =>
        _byName.Values.Distinct().OrderBy(entry => entry.Name, StringComparer.Ordinal).ToList();

    /// <summary>Adds every marked class among <paramref name="types"/>; all of them or, on an error, none.</summary>
    /// <returns>The new entries.</returns>
    public IReadOnlyList<ComponentEntry> Add(IEnumerable<Type> types)
    {
        var added = new List<ComponentEntry>();
        var claimed = new Dictionary<string, ComponentEntry>(_byName, StringComparer.Ordinal);
        foreach (var type in types)
        {
            if (Attribute.GetCustomAttribute(type, typeof(ComponentAttribute), inherit: false) is not ComponentAttribute attribute)
            {
                continue;
            }

            var entry = ComponentRules.Check(type, attribute);
            foreach (var name in entry.Aliases.Prepend(entry.Name))
            {
                if (!claimed.TryAdd(name, entry))
                {
                    throw new InputException(
                        $"The component name '{name}' is claimed twice: by {claimed[name].Origin} and by {entry.Origin}. "
                        + "Rename one of them; third parties prefix their names, as in 'acme.my_attention'.");
                }
            }

            added.Add(entry);
        }

        foreach (var entry in added)
        {
            foreach (var name in entry.Aliases.Prepend(entry.Name))
            {
                _byName.Add(name, entry);
            }
        }

        return added;
    }

    /// <summary>The entry of that name or alias which can be used as <paramref name="contract"/>.</summary>
    public ComponentEntry Resolve(string name, Type contract)
    {
        var fitting = Entries.Where(e => contract.IsAssignableFrom(e.Type)).ToList();
        if (!_byName.TryGetValue(name, out var entry))
        {
            var known = fitting.Select(e => e.Name).ToList();
            var hint = known.Count == 0 ? $" No {TypeName.Of(contract)} is registered." : NearMatches.Hint(name, known);
            throw new InputException($"There is no {TypeName.Of(contract)} named '{name}'.{hint}");
        }

        if (!contract.IsAssignableFrom(entry.Type))
        {
            var right = fitting.Count == 0 ? "none" : string.Join(", ", fitting.Select(e => $"'{e.Name}'"));
            throw new InputException(
                $"'{name}' is {Describe(entry)}, but {TypeName.Of(contract)} is needed here. Registered as {TypeName.Of(contract)}: {right}.");
        }

        return entry;
    }

    private static string Describe(ComponentEntry entry)
    {
        var contracts = entry.Contracts.Count == 0 ? entry.Kind.ToString() : string.Join(", ", entry.Contracts.Select(TypeName.Of));
        return $"{entry.Type.FullName} ({contracts})";
    }
}
