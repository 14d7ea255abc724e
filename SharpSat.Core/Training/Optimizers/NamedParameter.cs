using TorchSharp.Modules;

namespace SharpSat.Core.Training.Optimizers;

/// <summary>A trainable parameter under its checkpoint name.</summary>
/// <param name="Name">Full name.</param>
/// <param name="Value">The parameter; it must not be replaced while an optimizer holds it.</param>
public sealed record NamedParameter(string Name, Parameter Value);
