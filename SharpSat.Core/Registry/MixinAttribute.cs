namespace SharpSat.Core.Registry;

/// <summary>A mixin that configs can name; the class must implement IModelMixin.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class MixinAttribute(string name) : ComponentAttribute(name);
