using SharpSat.Core.Errors;

namespace SharpSat.Core.Hooks;

/// <summary>A mixin cannot take part in a hook: somebody else holds it, or nobody declared it.</summary>
public sealed class HookConflictException : InputException
{
    internal HookConflictException(string hook, string mixin, string? holder, string message)
        : base(message)
    {
        Hook = hook;
        Mixin = mixin;
        Holder = holder;
    }

    /// <summary>The hook point's name.</summary>
    public string Hook { get; }

    /// <summary>The mixin that could not be added.</summary>
    public string Mixin { get; }

    /// <summary>Chain that holds the hook, or null.</summary>
    public string? Holder { get; }
}
