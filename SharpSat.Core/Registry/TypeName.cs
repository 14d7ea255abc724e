namespace SharpSat.Core.Registry;

/// <summary>Types as C# spells them.</summary>
public static class TypeName
{
    /// <summary>"IDataSource&lt;VideoClip&gt;", without namespaces.</summary>
    public static string Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>"
            : type.Name;
    }
}
