namespace SharpSat.Core.Registry;

/// <summary>A model that configs can name; the class must derive from BaseModel.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ModelAttribute(string name) : ComponentAttribute(name);
