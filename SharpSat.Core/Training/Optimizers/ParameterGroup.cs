namespace SharpSat.Core.Training.Optimizers;

/// <summary>Parameters that are updated alike.</summary>
/// <param name="Name">For reports.</param>
/// <param name="Parameters">The parameters, in the model's order.</param>
/// <param name="WeightDecay">Decoupled weight decay.</param>
/// <param name="LearningRateMultiplier">Scales the schedule's learning rate.</param>
public sealed record ParameterGroup(
    string Name, IReadOnlyList<NamedParameter> Parameters, double WeightDecay, double LearningRateMultiplier = 1);
