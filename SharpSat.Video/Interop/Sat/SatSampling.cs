using Newtonsoft.Json.Linq;
using SharpSat.Video.Guidance;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;

namespace SharpSat.Video.Interop.Sat;

/// <summary>The reference's sampler, which holds its schedule, number of steps and guider too.</summary>
/// <param name="Class">The Python class.</param>
/// <param name="Sampler">The sampler, or null for <c>SdeditEDMSampler</c>.</param>
/// <param name="Editor">The <c>SdeditEDMSampler</c>, or null for the others.</param>
/// <param name="Schedule">Its <c>discretization_config</c>.</param>
/// <param name="Steps">Its <c>num_steps</c>, or null where it is to be given at call time.</param>
/// <param name="Guidance">Its <c>guider_config</c>; none is no guidance.</param>
internal sealed record SatSampling(
    string Class, ISampler? Sampler, Sdedit? Editor, INoiseSchedule Schedule, int? Steps, IGuidance Guidance)
{
    private const string IgnoresFixedFrames = "has no effect: the reference's sampler of this class ignores it too; only VPSDEDPMPP2MSampler keeps frames fixed.";

    /// <summary>
    /// Whether the class heeds <c>scale</c> and <c>ofs</c> at call time. <c>VPODEDPMPP2MSampler</c>,
    /// <c>DPMPP2MSampler</c> and <c>SDEDPMPP2MSampler</c> take them and drop them; the others take none.
    /// </summary>
    public bool HeedsCall => Class is "VideoDDIMSampler" or "VPSDEDPMPP2MSampler";

    public static SatSampling Read(JToken? node, SatReading reading)
    {
        var p = SatParams.Of(node, reading).Irrelevant("verbose", "device");
        var editor = SatNode.ClassOf(node) == "SdeditEDMSampler"
            ? new Sdedit(ChurnOf(p, new SdeditParams { EditRatio = p.OptionalDouble("edit_ratio") ?? 0.5 }))
            : null;
        return new SatSampling(
            SatNode.ClassOf(node),
            editor is null ? SamplerOf(node, p) : null,
            editor,
            SatDiscretization.Schedule(p.Required("discretization_config"), reading),
            p.OptionalInt("num_steps"),
            SatGuider.Guidance(p.Node("guider_config"), reading));
    }

    private static ISampler SamplerOf(JToken? node, SatParams p)
    {
        switch (SatNode.ClassOf(node))
        {
            case "VideoDDIMSampler":
                p.Ineffective("fixed_frames", IgnoresFixedFrames).Ineffective("sdedit", IgnoresFixedFrames);
                return new Ddim();
            case "Image2VideoDDIMSampler":
                return new Ddim();
            case "VPSDEDPMPP2MSampler":
                return new Dpmpp2mSde(new Dpmpp2mSdeParams
                {
                    FixedFrames = p.OptionalInt("fixed_frames") ?? 0,
                    NoiseFixedFrames = p.Bool("sdedit", false),
                });
            case "VPODEDPMPP2MSampler":
                p.Ineffective("fixed_frames", IgnoresFixedFrames).Ineffective("sdedit", IgnoresFixedFrames);
                return new Dpmpp2m();
            case "DPMPP2MSampler":
                return new Dpmpp2m();
            case "SDEDPMPP2MSampler":
                return new Dpmpp2mSde(new Dpmpp2mSdeParams { Draws = DpmNoiseDraws.Diffusers });
            case "EulerEDMSampler":
                return new Euler(ChurnOf(p, new EdmSamplerParams()));
            case "HeunEDMSampler":
                return new Heun(ChurnOf(p, new EdmSamplerParams()));
            case "EulerAncestralSampler":
                return new EulerAncestral(AncestralOf(p));
            case "DPMPP2SAncestralSampler":
                return new Dpmpp2sAncestral(AncestralOf(p));
            case "LinearMultistepSampler":
                return new LinearMultistep(new LinearMultistepParams { Order = p.OptionalInt("order") ?? 4 });
            default:
                throw SatWhole.Unknown(node, "the sampler");
        }
    }

    private static T ChurnOf<T>(SatParams p, T own)
        where T : EdmSamplerParams => (T)(own with
        {
            Churn = p.OptionalDouble("s_churn") ?? 0,
            ChurnFrom = p.OptionalDouble("s_tmin") ?? 0,
            ChurnTo = p.OptionalDouble("s_tmax") ?? double.PositiveInfinity,
            ChurnNoise = p.OptionalDouble("s_noise") ?? 1,
        });

    private static AncestralParams AncestralOf(SatParams p) =>
        new() { Eta = p.OptionalDouble("eta") ?? 1, NoiseFactor = p.OptionalDouble("s_noise") ?? 1 };
}
