using Newtonsoft.Json;

namespace SharpSat.Core.Training.Runs;

/// <summary>One line of <c>metrics.jsonl</c>.</summary>
public sealed record MetricsLine
{
    /// <summary>Step number, from 1.</summary>
    [JsonProperty(Required = Required.Always)]
    public required long Step { get; init; }

    /// <summary>Mean loss.</summary>
    [JsonProperty(Required = Required.Always)]
    public required double Loss { get; init; }

    /// <summary>Learning rate.</summary>
    public double Lr { get; init; }

    /// <summary>Global gradient norm before clipping.</summary>
    public double GradNorm { get; init; }

    /// <summary>Items per second.</summary>
    public double SamplesPerSecond { get; init; }

    /// <summary>Share of the time spent waiting for data.</summary>
    public double DataWaitShare { get; init; }

    /// <summary>Mebibytes of memory the process holds.</summary>
    public double ResidentMib { get; init; }

    /// <summary>Tensors alive.</summary>
    public long LiveTensors { get; init; }

    /// <summary>The training step's own figures.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }
}
