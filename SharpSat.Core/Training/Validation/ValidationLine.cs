using Newtonsoft.Json;

namespace SharpSat.Core.Training.Validation;

/// <summary>One line of <c>validation.jsonl</c>.</summary>
public sealed record ValidationLine
{
    /// <summary>Steps taken.</summary>
    [JsonProperty(Required = Required.Always)]
    public required long Step { get; init; }

    /// <summary>Figures of the weights as they are.</summary>
    [JsonProperty(Required = Required.Always)]
    public required IReadOnlyDictionary<string, double> Figures { get; init; }

    /// <summary>Figures of the averaged weights, if the run keeps them.</summary>
    public IReadOnlyDictionary<string, double>? Averaged { get; init; }
}
