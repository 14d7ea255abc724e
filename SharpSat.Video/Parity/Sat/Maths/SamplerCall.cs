using Newtonsoft.Json.Linq;
using SharpSat.Video.Guidance;
using SharpSat.Video.Interop.Sat;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Maths;

/// <summary>What the call of a sampler adds to its configuration.</summary>
/// <param name="Steps">Number of steps of the run.</param>
/// <param name="Guidance">The guider, with the call's scale where the sampler heeds one.</param>
/// <param name="Ofs">The network argument, or null.</param>
internal sealed record SamplerCall(int Steps, IGuidance Guidance, JToken? Ofs)
{
    /// <exception cref="ParityUnsupportedException">An argument, or an override that is broken in the reference.</exception>
    public static SamplerCall Read(ParityCase parity, JObject run, SatSampling sampling)
    {
        var call = run["call"];
        ParityOptions.RequireKnown(call, "the sampler's call", "scale", "num_steps", "ofs");
        var steps = (int?)call?["num_steps"] ?? sampling.Steps ?? throw new ParityUnsupportedException("a sampler without num_steps");
        if (steps != sampling.Steps && sampling.Class == "Image2VideoDDIMSampler")
        {
            // Its last step is told by the configured number, so an overridden run ends elsewhere than at the clean level.
            throw new ParityUnsupportedException("num_steps in the call of 'Image2VideoDDIMSampler'");
        }

        var scales = sampling.HeedsCall ? Scales(parity, call?["scale"]) : null;
        var guidance = IsOne(call?["scale"]) && sampling.HeedsCall ? new NoGuidance() : SatDiffusion.Guidance(run["guider"], scales);
        return new SamplerCall(steps, guidance, call?["ofs"]);
    }

    // The number 1 skips guidance; a tensor that holds 1 does not.
    private static bool IsOne(JToken? scale) => scale is { Type: JTokenType.Integer or JTokenType.Float } && (double)scale == 1;

    public static IReadOnlyList<double>? Scales(ParityCase parity, JToken? scale) => scale switch
    {
        null or { Type: JTokenType.Null } => null,
        { Type: JTokenType.Integer or JTokenType.Float } => [(double)scale],
        JArray list => [.. list.Select(value => (double)value)],
        _ => [.. parity.Resolve(scale).to(ScalarType.Float64).flatten().data<double>().ToArray()],
    };
}
