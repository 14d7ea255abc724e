namespace SharpSat.Core.Registry;

/// <summary>Which of the three attributes marks a registered class.</summary>
public enum ComponentKind
{
    /// <summary>Anything a config can name, marked <see cref="ComponentAttribute"/>.</summary>
    Component,

    /// <summary>A mixin, marked <see cref="MixinAttribute"/>.</summary>
    Mixin,

    /// <summary>A model, marked <see cref="ModelAttribute"/>.</summary>
    Model,
}
