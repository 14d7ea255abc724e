using Newtonsoft.Json.Linq;
using SharpSat.Video.Guidance;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;

namespace SharpSat.Video.Interop.Sat.Yaml;

/// <summary>
/// SharpSat's names and settings for the reference's nodes, which were read and checked before
/// (<see cref="SatDenoiser"/>, <see cref="SatSampling"/>).
/// </summary>
internal static class SatComponents
{
    public static SatComponent Schedule(JToken? node)
    {
        var p = SatParams.Of(node, new SatReading());
        switch (SatNode.ClassOf(node))
        {
            case "ZeroSNRDDPMDiscretization":
                var zero = new ZeroSnrScheduleParams();
                zero = zero with
                {
                    Levels = p.OptionalInt("num_timesteps") ?? zero.Levels,
                    BetaStart = p.OptionalDouble("linear_start") ?? zero.BetaStart,
                    BetaEnd = p.OptionalDouble("linear_end") ?? zero.BetaEnd,
                    Shift = p.OptionalDouble("shift_scale") ?? 1,
                    KeepStart = p.Bool("keep_start", false),
                    ShiftLast = p.Bool("post_shift", false),
                };
                return new SatComponent("zero_snr", zero, zero.Levels);
            case "LegacyDDPMDiscretization":
                var legacy = new LegacyDdpmScheduleParams();
                legacy = legacy with
                {
                    Levels = p.OptionalInt("num_timesteps") ?? legacy.Levels,
                    BetaStart = p.OptionalDouble("linear_start") ?? legacy.BetaStart,
                    BetaEnd = p.OptionalDouble("linear_end") ?? legacy.BetaEnd,
                };
                return new SatComponent("legacy_ddpm", legacy, legacy.Levels);
            case "EDMDiscretization":
                var edm = new EdmScheduleParams();
                edm = edm with
                {
                    SigmaMin = p.OptionalDouble("sigma_min") ?? edm.SigmaMin,
                    SigmaMax = p.OptionalDouble("sigma_max") ?? edm.SigmaMax,
                    Rho = p.OptionalDouble("rho") ?? edm.Rho,
                };
                return new SatComponent("edm", edm, edm.Levels);
            default:
                throw SatWhole.Unknown(node, "the discretizer");
        }
    }

    public static SatComponent Parameterization(JToken? node) => SatNode.ClassOf(node) switch
    {
        "VideoScaling" => new SatComponent("v_prediction"),
        "VScaling" => new SatComponent("v_prediction", new PredictionParams { LevelAs = LevelEncoding.Sigma }),
        "VScalingWithEDMcNoise" => new SatComponent("v_prediction", new PredictionParams { LevelAs = LevelEncoding.QuarterLogSigma }),
        "EpsScaling" => new SatComponent("epsilon_prediction", new PredictionParams { LevelAs = LevelEncoding.Sigma }),
        "EDMScaling" => new SatComponent("edm_preconditioning", new EdmPreconditioningParams
        {
            SigmaData = SatParams.Of(node, new SatReading()).OptionalDouble("sigma_data") ?? new EdmPreconditioningParams().SigmaData,
        }),
        _ => throw SatWhole.Unknown(node, "the scaling"),
    };

    public static SatComponent Guidance(IGuidance guidance, JToken? node)
    {
        var p = SatParams.Of(node, new SatReading());
        switch (guidance)
        {
            case NoGuidance:
                return new SatComponent("no_guidance");
            case ClassifierFree:
                var (threshold, latentScale) = SatGuider.Thresholding(p.Node("dyn_thresh_config"), p.Reading);
                return new SatComponent("cfg", new ClassifierFreeParams
                {
                    Scale = p.Double("scale"), Switch = GuidanceSwitch.Always, Thresholding = threshold, LatentScale = latentScale,
                });
            case DynamicClassifierFree:
                var (kind, scale) = SatGuider.Thresholding(p.Node("dyn_thresh_config"), p.Reading);
                return new SatComponent("dynamic_cfg", new DynamicClassifierFreeParams
                {
                    Scale = p.Double("scale"), Exponent = p.Double("exp"), Period = p.Int("num_steps"), Thresholding = kind, LatentScale = scale,
                });
            default:
                throw SatWhole.Unknown(node, "the guider");
        }
    }

    public static SatComponent Sampler(JToken? node)
    {
        var p = SatParams.Of(node, new SatReading());
        return SatNode.ClassOf(node) switch
        {
            "VideoDDIMSampler" or "Image2VideoDDIMSampler" => new SatComponent("ddim"),
            "VPSDEDPMPP2MSampler" => new SatComponent("dpmpp_2m_sde", new Dpmpp2mSdeParams
            {
                FixedFrames = p.OptionalInt("fixed_frames") ?? 0, NoiseFixedFrames = p.Bool("sdedit", false),
            }),
            "SDEDPMPP2MSampler" => new SatComponent("dpmpp_2m_sde", new Dpmpp2mSdeParams { Draws = DpmNoiseDraws.Diffusers }),
            "VPODEDPMPP2MSampler" or "DPMPP2MSampler" => new SatComponent("dpmpp_2m"),
            "EulerEDMSampler" => new SatComponent("euler", Churn(p)),
            "HeunEDMSampler" => new SatComponent("heun", Churn(p)),
            "EulerAncestralSampler" => new SatComponent("euler_ancestral", Ancestral(p)),
            "DPMPP2SAncestralSampler" => new SatComponent("dpmpp_2s_ancestral", Ancestral(p)),
            "LinearMultistepSampler" => new SatComponent("linear_multistep", new LinearMultistepParams { Order = p.OptionalInt("order") ?? 4 }),
            _ => throw SatWhole.Unknown(node, "the sampler"),
        };
    }

    // An endless upper bound is the default and cannot be written as JSON.
    private static JObject Churn(SatParams p)
    {
        var churn = new JObject
        {
            ["churn"] = p.OptionalDouble("s_churn") ?? 0, ["churn_from"] = p.OptionalDouble("s_tmin") ?? 0, ["churn_noise"] = p.OptionalDouble("s_noise") ?? 1,
        };
        if (p.OptionalDouble("s_tmax") is { } most && double.IsFinite(most))
        {
            churn["churn_to"] = most;
        }

        return churn;
    }

    private static AncestralParams Ancestral(SatParams p) => new() { Eta = p.OptionalDouble("eta") ?? 1, NoiseFactor = p.OptionalDouble("s_noise") ?? 1 };
}
