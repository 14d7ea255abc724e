using Newtonsoft.Json.Linq;
using SharpSat.Video.Guidance;
using SharpSat.Video.Losses;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;
using SharpSat.Video.Timesteps;

namespace SharpSat.Video.Interop.Sat;

/// <summary>Single diffusion parts from nodes that are no part of a larger document.</summary>
internal static class SatDiffusion
{
    public static INoiseSchedule Schedule(JToken? node) => SatWhole.Read(node, SatDiscretization.Schedule);

    public static SatDenoiser Denoiser(JToken? node) => SatWhole.Read(node, SatDenoiser.Read);

    public static SatSampling Sampling(JToken? node) => SatWhole.Read(node, SatSampling.Read);

    public static SatSigmaSampling SigmaSampling(JToken? node) => SatWhole.Read(node, SatSigmaSampling.Read);

    public static ITimestepSampler Timesteps(JToken node) => SigmaSampling(node).Timesteps;

    public static SatLoss Loss(JToken? node, WeightedLossParams weighting) =>
        SatWhole.Read(node, (loss, reading) => SatLoss.Read(loss, reading, weighting));

    public static IDiffusionLoss Loss(JToken node) => Loss(node, new WeightedLossParams()).Loss;

    public static IGuidance Guidance(
        JToken? node, IReadOnlyList<double>? callScales, DynamicGuidanceArgument argument = DynamicGuidanceArgument.Timestep) =>
        SatWhole.Read(node, (guider, reading) => SatGuider.Guidance(guider, reading, callScales, argument));

    /// <summary>The number 1 as the scale of a call asks for no guidance of any guider.</summary>
    public static IGuidance Guidance(JToken? node, JToken? callScale) =>
        (double?)callScale == 1 ? new NoGuidance() : Guidance(node, callScale is null ? null : [(double)callScale]);

    public static DynamicClassifierFree Dynamic(JToken? node, DynamicGuidanceArgument argument = DynamicGuidanceArgument.Timestep)
    {
        SatNode.Expect(node, "DynamicCFG");
        return (DynamicClassifierFree)Guidance(node, null, argument);
    }

    public static ISampler Sampler(JToken node) =>
        Sampling(node).Sampler ?? throw new SatUnsupportedException(node, node.Path, "edits given latents; a sampler that starts from noise is expected here.");
}
