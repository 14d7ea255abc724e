using System.Reflection;

namespace SharpSat.Core.Registry;

/// <summary>One class that configs can name.</summary>
/// <param name="Name">The name in configs.</param>
/// <param name="Aliases">Other names that mean the same class.</param>
/// <param name="Kind">Which attribute marks it.</param>
/// <param name="Type">The class.</param>
public sealed record ComponentEntry(string Name, IReadOnlyList<string> Aliases, ComponentKind Kind, Type Type)
{
    /// <summary>The assembly that declares the class.</summary>
    public Assembly Assembly => Type.Assembly;

    /// <summary>Simple name of the assembly, for lists and messages.</summary>
    public string AssemblyName => Type.Assembly.GetName().Name ?? "?";

    /// <summary>The record that the component's <c>params</c> bind to, or null if it takes none.</summary>
    public Type? ParamsType => ComponentRules.ParamsParameter(Constructor)?.ParameterType;

    /// <summary>What it can be used as: the SharpSat and plugin interfaces and base classes, most specific first.</summary>
    public IReadOnlyList<Type> Contracts => ComponentRules.ContractsOf(Type);

    /// <summary>The one public constructor.</summary>
    internal ConstructorInfo Constructor => Type.GetConstructors()[0];

    /// <summary>"SharpSat.Video.Samplers.Ddim (SharpSat.Video)".</summary>
    internal string Origin => $"{Type.FullName} ({AssemblyName})";
}
