using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Video.Guidance;
using SharpSat.Video.Losses;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;
using SharpSat.Video.Timesteps;

namespace SharpSat.Video.Interop.Sat;

/// <summary>The diffusion parts that the reference's configuration describes.</summary>
internal static class SatDiffusion
{
    public static ZeroSnrSchedule Schedule(JToken node)
    {
        SatNode.Expect(node, "ZeroSNRDDPMDiscretization");
        var p = SatNode.Params(node);
        return new ZeroSnrSchedule(new ZeroSnrScheduleParams
        {
            Shift = (double?)p["shift_scale"] ?? 1,
            KeepStart = (bool?)p["keep_start"] ?? false,
            ShiftLast = (bool?)p["post_shift"] ?? false,
        });
    }

    public static ITimestepSampler Timesteps(JToken node)
    {
        SatNode.Expect(node, "DiscreteSampling");
        var p = SatNode.Params(node);
        return (bool?)p["uniform_sampling"] == true
            ? new RankStratifiedTimesteps(new RankStratifiedTimestepsParams { Groups = (int?)p["group_num"] ?? 0, PlainUpTo = 8 })
            : new UniformTimesteps();
    }

    public static IDiffusionLoss Loss(JToken node)
    {
        SatNode.Expect(node, "VideoDiffusionLoss");
        var p = new WeightedLossParams { MinSnr = (double?)SatNode.Params(node)["min_snr_value"] };
        return (string?)SatNode.Params(node)["type"] == "l1" ? new WeightedL1(p) : new WeightedMse(p);
    }

    public static IGuidance Guidance(JToken node, JToken? callScale)
    {
        if (callScale is not null && (double)callScale == 1)
        {
            return new NoGuidance();
        }

        var p = SatNode.Params(node);
        return SatNode.ClassOf(node) switch
        {
            "VanillaCFG" => new ClassifierFree(new ClassifierFreeParams { Scale = (double?)callScale ?? (double)p["scale"]! }),
            "DynamicCFG" => Dynamic(node),
            var other => throw new InputException($"There is no guider '{other}'."),
        };
    }

    public static DynamicClassifierFree Dynamic(JToken node)
    {
        SatNode.Expect(node, "DynamicCFG");
        var p = SatNode.Params(node);
        return new DynamicClassifierFree(new DynamicClassifierFreeParams
        {
            Scale = (double)p["scale"]!,
            Exponent = (double)p["exp"]!,
            Period = (int)p["num_steps"]!,
        });
    }

    public static ISampler Sampler(JToken node) => SatNode.ClassOf(node) switch
    {
        "VideoDDIMSampler" or "Image2VideoDDIMSampler" => new Ddim(),
        "VPSDEDPMPP2MSampler" => new Dpmpp2mSde(new Dpmpp2mSdeParams
        {
            FixedFrames = (int?)SatNode.Params(node)["fixed_frames"] ?? 0,
            NoiseFixedFrames = (bool?)SatNode.Params(node)["sdedit"] ?? false,
        }),
        var other => throw new InputException($"There is no sampler '{other}'."),
    };
}
