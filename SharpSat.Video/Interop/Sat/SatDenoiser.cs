using Newtonsoft.Json.Linq;
using SharpSat.Video.Losses;
using SharpSat.Video.Networks;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Schedules;

namespace SharpSat.Video.Interop.Sat;

/// <summary>The reference's denoiser, which is a parameterization, a loss weighting and, if discrete, a table to snap to.</summary>
/// <param name="Parameterization">Its scaling.</param>
/// <param name="IsVideo">Whether the scaling reads numbers as sqrt(alpha_bar), not as sigmas.</param>
/// <param name="Weighting">Its weighting, which only <c>StandardDiffusionLoss</c> uses.</param>
/// <param name="SnapTo">Table of a discrete denoiser, or null.</param>
/// <param name="QuantizeTimesteps">Its <c>quantize_c_noise</c>.</param>
internal sealed record SatDenoiser(
    IParameterization Parameterization, bool IsVideo, WeightedLossParams Weighting, INoiseSchedule? SnapTo, bool QuantizeTimesteps)
{
    public static SatDenoiser Read(JToken? node, SatReading reading)
    {
        var p = SatParams.Of(node, reading);
        var (parameterization, video) = Scaling(p.Required("scaling_config"), reading);
        var weighting = WeightingOf(p.Required("weighting_config"), reading);
        switch (SatNode.ClassOf(node))
        {
            case "Denoiser":
                return new SatDenoiser(parameterization, video, weighting, null, false);
            case "DiscreteDenoiser":
                var table = SatDiscretization.Table(
                    p.Required("discretization_config"), reading, p.Int("num_idx"), p.Bool("do_append_zero", false), p.Bool("flip", true));
                return SatDiscretization.IsSigma(table) != video
                    ? new SatDenoiser(parameterization, video, weighting, table, p.Bool("quantize_c_noise", true))
                    : throw new SatUnsupportedException(
                        node,
                        node!.Path,
                        $"the scaling '{SatNode.ClassOf(p.Node("scaling_config"))}' over the table of '{SatNode.ClassOf(p.Node("discretization_config"))}' is not supported.");
            default:
                throw SatWhole.Unknown(node, "the denoiser");
        }
    }

    /// <summary>What a <c>scaling_config</c> means, and whether it reads numbers as sqrt(alpha_bar).</summary>
    public static (IParameterization Parameterization, bool IsVideo) Scaling(JToken? node, SatReading reading)
    {
        var p = SatParams.Of(node, reading);
        return SatNode.ClassOf(node) switch
        {
            "VideoScaling" => (new VPrediction(), true),
            "VScaling" => (new VPrediction(new PredictionParams { LevelAs = LevelEncoding.Sigma }), false),
            "VScalingWithEDMcNoise" => (new VPrediction(new PredictionParams { LevelAs = LevelEncoding.QuarterLogSigma }), false),
            "EpsScaling" => (new EpsilonPrediction(new PredictionParams { LevelAs = LevelEncoding.Sigma }), false),
            "EDMScaling" => (new EdmPreconditioning(new EdmPreconditioningParams { SigmaData = p.OptionalDouble("sigma_data") ?? 0.5 }), false),
            _ => throw SatWhole.Unknown(node, "the scaling"),
        };
    }

    /// <summary>What a <c>weighting_config</c> means.</summary>
    public static WeightedLossParams WeightingOf(JToken? node, SatReading reading)
    {
        var p = SatParams.Of(node, reading);
        return SatNode.ClassOf(node) switch
        {
            "UnitWeighting" => new WeightedLossParams { Weighting = LossWeighting.Unit },
            "EDMWeighting" => new WeightedLossParams { Weighting = LossWeighting.Edm, SigmaData = p.OptionalDouble("sigma_data") ?? 0.5 },
            "VWeighting" => new WeightedLossParams { Weighting = LossWeighting.Velocity },
            "EpsWeighting" => new WeightedLossParams { Weighting = LossWeighting.Epsilon },
            _ => throw SatWhole.Unknown(node, "the weighting"),
        };
    }

    /// <summary>The predictor of a network behind this denoiser.</summary>
    public CleanPredictor Predictor(INetwork network) => new(network, Parameterization, SnapTo, QuantizeTimesteps);
}
