using Newtonsoft.Json;
using SharpSat.Core.Data;

namespace SharpSat.Core.Training.Runs;

/// <summary>What <c>state.json</c> of a checkpoint holds: everything a resumed run needs beside tensors.</summary>
public sealed record TrainState
{
    /// <summary>File name within a checkpoint.</summary>
    public const string FileName = "state.json";

    /// <summary>Version of this layout.</summary>
    [JsonProperty(Required = Required.Always)]
    public int Format { get; init; } = 1;

    /// <summary>Optimizer steps taken.</summary>
    [JsonProperty(Required = Required.Always)]
    public required long Step { get; init; }

    /// <summary>The run's seed.</summary>
    [JsonProperty(Required = Required.Always)]
    public required long Seed { get; init; }

    /// <summary>Items seen.</summary>
    [JsonProperty(Required = Required.Always)]
    public required long Samples { get; init; }

    /// <summary>Position of the next batch.</summary>
    [JsonProperty(Required = Required.Always)]
    public required SamplerState Data { get; init; }

    /// <summary>States of the named random streams.</summary>
    [JsonProperty(Required = Required.Always)]
    public required IReadOnlyDictionary<string, byte[]> Noise { get; init; }

    /// <summary>Factor of the loss, of runs that scale it; null for others.</summary>
    public double? LossScale { get; init; }

    /// <summary>Good steps since that factor changed.</summary>
    public long LossScaleSteps { get; init; }

    /// <summary>State of the tensor library's own generator (dropout).</summary>
    [JsonProperty(Required = Required.Always)]
    public required byte[] LibraryNoise { get; init; }
}
