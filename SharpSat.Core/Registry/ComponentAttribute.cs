namespace SharpSat.Core.Registry;

/// <summary>
/// Makes a class available to configs by name: <c>{ "target": "name", "params": { ... } }</c>. Its public constructor
/// takes at most one record of params; Autofac supplies everything else it asks for.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public class ComponentAttribute(string name) : Attribute
{
    /// <summary>The name in configs, lower snake case; third parties prefix theirs ("acme.my_attention").</summary>
    public string Name { get; } = name;

    /// <summary>Other names, such as the Python target strings of the reference's configs.</summary>
    public string[] Aliases { get; init; } = [];
}
