using Newtonsoft.Json.Linq;
using SharpSat.Video.Guidance;

namespace SharpSat.Video.Interop.Sat;

/// <summary>The reference's guiders and thresholdings.</summary>
internal static class SatGuider
{
    /// <summary>The guidance of a guider; no node is the reference's default, <c>IdentityGuider</c>.</summary>
    /// <param name="node">The guider.</param>
    /// <param name="reading">Notes what was read.</param>
    /// <param name="callScales">Scale given at call time: one number, or one per sample. Only <c>VanillaCFG</c> heeds it.</param>
    /// <param name="argument">What dynamic guidance counts; the reference's samplers pass steps minus timestep.</param>
    public static IGuidance Guidance(
        JToken? node,
        SatReading reading,
        IReadOnlyList<double>? callScales = null,
        DynamicGuidanceArgument argument = DynamicGuidanceArgument.Timestep)
    {
        var p = SatParams.Of(node, reading);
        return SatNode.ClassOf(node) switch
        {
            "" or "IdentityGuider" => new NoGuidance(),
            "VanillaCFG" => Vanilla(p, callScales),
            "DynamicCFG" => Dynamic(p, argument),
            _ => throw SatWhole.Unknown(node, "the guider"),
        };
    }

    /// <summary>What a <c>dyn_thresh_config</c> means; none is <c>NoDynamicThresholding</c>.</summary>
    public static (GuidanceThresholding Kind, double LatentScale) Thresholding(JToken? node, SatReading reading)
    {
        var p = SatParams.Of(node, reading);
        return SatNode.ClassOf(node) switch
        {
            "" or "NoDynamicThresholding" => (GuidanceThresholding.None, 1),
            "StaticThresholding" => (GuidanceThresholding.Clamp, 1),
            "DynamicThresholding" => (GuidanceThresholding.UnconditionalSpread, 1),
            "DynamicThresholdingV1" => (GuidanceThresholding.ChannelQuantile, p.Double("scale_factor")),
            "DynamicThresholdingV2" => (GuidanceThresholding.ChannelSpread, 1),
            _ => throw SatWhole.Unknown(node, "the thresholding"),
        };
    }

    private static ClassifierFree Vanilla(SatParams p, IReadOnlyList<double>? callScales)
    {
        var own = p.Double("scale");
        var (threshold, latentScale) = Thresholding(p.Node("dyn_thresh_config"), p.Reading);
        return new ClassifierFree(new ClassifierFreeParams
        {
            Scale = callScales is [var number] ? number : own,
            Scales = callScales is { Count: > 1 } ? callScales : null,
            Switch = GuidanceSwitch.Always,
            Thresholding = threshold,
            LatentScale = latentScale,
        });
    }

    private static DynamicClassifierFree Dynamic(SatParams p, DynamicGuidanceArgument argument)
    {
        var (threshold, latentScale) = Thresholding(p.Node("dyn_thresh_config"), p.Reading);
        return new DynamicClassifierFree(new DynamicClassifierFreeParams
        {
            Scale = p.Double("scale"),
            Exponent = p.Double("exp"),
            Period = p.Int("num_steps"),
            Argument = argument,
            Thresholding = threshold,
            LatentScale = latentScale,
        });
    }
}
