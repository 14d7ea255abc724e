using System.Reflection;
using SharpSat.Core.Errors;
using SharpSat.Core.Models;

namespace SharpSat.Core.Registry;

/// <summary>What a class must be to carry a registry attribute; checked when its assembly is scanned.</summary>
internal static class ComponentRules
{
    /// <summary>What each kind must derive from or implement.</summary>
    private static readonly Dictionary<ComponentKind, Type> RequiredBase = new()
    {
        [ComponentKind.Mixin] = typeof(IModelMixin),
        [ComponentKind.Model] = typeof(BaseModel),
    };

    /// <summary>Entry of a marked class.</summary>
    /// <exception cref="InputException">The class does not fit its attribute.</exception>
    public static ComponentEntry Check(Type type, ComponentAttribute attribute)
    {
        var kind = attribute switch
        {
            MixinAttribute => ComponentKind.Mixin,
            ModelAttribute => ComponentKind.Model,
            _ => ComponentKind.Component,
        };
        var problem = Problem(type, kind) ?? NameProblem([attribute.Name, .. attribute.Aliases]);
        if (problem is not null)
        {
            throw new InputException(
                $"[{kind}(\"{attribute.Name}\")] on {type.FullName} in {type.Assembly.GetName().Name} does not fit: {problem}");
        }

        return new ComponentEntry(attribute.Name, attribute.Aliases, kind, type);
    }

    /// <summary>The constructor's params record, if it has one.</summary>
    public static ParameterInfo? ParamsParameter(ConstructorInfo constructor) =>
        constructor.GetParameters().FirstOrDefault(parameter => IsRecord(parameter.ParameterType));

    /// <summary>Interfaces and base classes that do not belong to .NET or TorchSharp.</summary>
    public static List<Type> ContractsOf(Type type)
    {
        var bases = new List<Type>();
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            bases.Add(current);
        }

        return bases.Concat(type.GetInterfaces().OrderBy(i => i.Name, StringComparer.Ordinal))
            .Where(contract => !IsPlatform(contract.Namespace ?? string.Empty))
            .ToList();
    }

    private static string? Problem(Type type, ComponentKind kind)
    {
        if (type.IsAbstract)
        {
            return "the class is abstract; mark the class that a config should create.";
        }

        if (type.ContainsGenericParameters)
        {
            return "the class is generic; mark a class with its type arguments filled in.";
        }

        var constructors = type.GetConstructors();
        if (constructors.Length != 1)
        {
            return $"it has {constructors.Length} public constructors; it needs exactly one.";
        }

        var records = constructors[0].GetParameters().Where(parameter => IsRecord(parameter.ParameterType)).ToList();
        if (records.Count > 1)
        {
            return $"its constructor takes {records.Count} records ({string.Join(", ", records.Select(r => r.ParameterType.Name))}); "
                + "it may take one, which holds its params.";
        }

        return RequiredBase.TryGetValue(kind, out var required) && !required.IsAssignableFrom(type)
            ? $"a class marked [{kind}] must {(required.IsInterface ? "implement" : "derive from")} {required.FullName}."
            : null;
    }

    private static string? NameProblem(IEnumerable<string> names) => names
        .Where(name => name.Length == 0 || name.Any(char.IsWhiteSpace))
        .Select(name => $"the name '{name}' is empty or contains a space.")
        .FirstOrDefault();

    // The compiler gives every record class, and nothing else, a method of this name.
    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    private static bool IsPlatform(string space) =>
        space.Split('.')[0] is "System" or "TorchSharp" or "Microsoft";
}
