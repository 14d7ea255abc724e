using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints;

/// <summary>A weight whose stored type was changed on loading.</summary>
/// <param name="Name">The weight.</param>
/// <param name="From">Stored type.</param>
/// <param name="To">Type in memory.</param>
public sealed record WeightCast(string Name, ScalarType From, ScalarType To);
