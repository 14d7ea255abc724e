using System.IO.Enumeration;

namespace SharpSat.Core.Training.Optimizers;

/// <summary>How some of a model's parameters learn: an entry of <c>trainer.groups</c>.</summary>
public sealed record ParameterRule
{
    /// <summary>Pattern of parameter names, with * and ?: "transformer.layers.0.*".</summary>
    public required string Parameters { get; init; }

    /// <summary>Multiplies the learning rate.</summary>
    public double LrScale { get; init; } = 1;

    /// <summary>Weight decay; null is that of the others. Norms and biases are exempt either way.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>Whether a parameter's name fits.</summary>
    public bool Fits(string name) => FileSystemName.MatchesSimpleExpression(Parameters, name, ignoreCase: false);
}
