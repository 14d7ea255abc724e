namespace SharpSat.Core.Context;

/// <summary>Names a value that travels with one forward pass. Compared by identity: declare it once as a static constant.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="name">Shown in messages.</param>
/// <param name="setBy">Who sets it, for the message when it is missing ("the patch embedding mixin").</param>
public sealed class ContextKey<T>(string name, string setBy)
{
    /// <summary>Shown in messages.</summary>
    public string Name { get; } = name;

    /// <summary>Who sets it.</summary>
    public string SetBy { get; } = setBy;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({typeof(T).Name})";
}
