namespace SharpSat.Core.Training.Observers;

/// <summary>One optimizer step.</summary>
public sealed record StepReport
{
    /// <summary>Its number, from 1.</summary>
    public required long Step { get; init; }

    /// <summary>The last step's number.</summary>
    public required long MaxSteps { get; init; }

    /// <summary>Mean loss over the step's batches.</summary>
    public required double Loss { get; init; }

    /// <summary>Learning rate of the step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Global gradient norm before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Items per second during the step.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>Share of the step's time spent waiting for data, 0 to 1.</summary>
    public required double DataWaitShare { get; init; }

    /// <summary>Bytes of memory the process holds.</summary>
    public required long ResidentBytes { get; init; }

    /// <summary>Tensors alive in the process after the step.</summary>
    public required long LiveTensors { get; init; }

    /// <summary>Expected time to the last step.</summary>
    public required TimeSpan Remaining { get; init; }

    /// <summary>The training step's own figures.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }
}
