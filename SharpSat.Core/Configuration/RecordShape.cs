using System.Collections.Concurrent;
using System.Reflection;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Configuration;

/// <summary>The members of a record type and how to make one; worked out once per type.</summary>
internal sealed class RecordShape
{
    private static readonly ConcurrentDictionary<Type, RecordShape> Cache = new();

    private readonly ConstructorInfo _constructor;
    private readonly Dictionary<string, RecordMember> _members;

    private RecordShape(Type type)
    {
        var context = new NullabilityInfoContext();
        var constructors = type.GetConstructors();
        _constructor = constructors.FirstOrDefault(c => c.GetParameters().Length == 0)
            ?? (constructors.Length == 1 ? constructors[0] : null)
            ?? throw new ArgumentException($"{type} cannot be bound from JSON: it needs a public constructor without parameters, or exactly one.");
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0)
            .ToList();
        var parameters = _constructor.GetParameters();
        var taken = parameters.Select(p => p.Name!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _members = parameters
            .Select(p => new RecordMember(p, properties.FirstOrDefault(q => q.Name.Equals(p.Name, StringComparison.OrdinalIgnoreCase)), context))
            .Concat(properties
                .Where(p => p.SetMethod is { IsPublic: true } && !taken.Contains(p.Name))
                .Select(p => new RecordMember(p, context)))
            .ToDictionary(member => member.JsonName, StringComparer.Ordinal);
    }

    /// <summary>JSON names of the members.</summary>
    public IReadOnlyCollection<string> Names => _members.Keys;

    /// <summary>The members.</summary>
    public IReadOnlyCollection<RecordMember> Members => _members.Values;

    public static RecordShape Of(Type type) => Cache.GetOrAdd(type, key => new RecordShape(key));

    /// <summary>Makes a record from an object.</summary>
    public object Bind(JObject source, string path)
    {
        foreach (var property in source.Properties().Where(p => !_members.ContainsKey(p.Name)))
        {
            var hint = _members.Count == 0 ? " Nothing can be set here." : NearMatches.Hint(property.Name, Names);
            throw ConfigException.At(property, ConfigBinder.Child(path, property.Name), $"there is no such setting.{hint}");
        }

        var missing = _members.Values.Where(m => m.IsRequired && source.Property(m.JsonName, StringComparison.Ordinal) is null).ToList();
        if (missing.Count > 0)
        {
            var names = string.Join(", ", missing.Select(m => $"'{m.JsonName}'"));
            throw ConfigException.At(source, path, $"the required setting{(missing.Count > 1 ? "s" : "")} {names} {(missing.Count > 1 ? "are" : "is")} missing.");
        }

        var values = _members.Values
            .Where(m => source.Property(m.JsonName, StringComparison.Ordinal) is not null)
            .ToDictionary(m => m, m => m.Bind(source[m.JsonName]!, ConfigBinder.Child(path, m.JsonName)));
        return Make(values, source, path);
    }

    private object Make(Dictionary<RecordMember, object?> values, JObject source, string path)
    {
        try
        {
            var arguments = _members.Values
                .Where(m => m.Parameter is not null)
                .OrderBy(m => m.Parameter!.Position)
                .Select(m => values.TryGetValue(m, out var value) ? value : m.Parameter!.DefaultValue)
                .ToArray();
            var record = _constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
            foreach (var (member, value) in values.Where(pair => pair.Key.Property is not null))
            {
                member.Property!.SetValue(record, value, BindingFlags.DoNotWrapExceptions, null, null, null);
            }

            return record;
        }
        catch (InputException e) when (e is not ConfigException)
        {
            throw new ConfigException(ConfigOrigin.Of(source), path, e.Message, e); // a record that checks itself
        }
    }
}
