using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;

namespace SharpSat.Video.Interop.Lora;

/// <summary>An opened adapter file.</summary>
/// <param name="Weights">Its tensors.</param>
/// <param name="PeftConfig">The adapter_config.json beside it, if there is one.</param>
internal sealed record LoraSource(IWeightSource Weights, JObject? PeftConfig = null)
{
    /// <summary>Where it is, for messages.</summary>
    public string Description => Weights.Description;
}
