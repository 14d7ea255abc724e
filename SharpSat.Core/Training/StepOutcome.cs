namespace SharpSat.Core.Training;

/// <summary>The figures of one optimizer step.</summary>
internal sealed record StepOutcome(
    double Loss, double LearningRate, double GradientNorm, IReadOnlyDictionary<string, double> Metrics);
