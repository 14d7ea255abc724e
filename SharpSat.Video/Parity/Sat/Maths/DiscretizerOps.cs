using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Schedules;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Maths;

/// <summary>Ops on discretizers.</summary>
internal static class DiscretizerOps
{
    public static void Discretizer(PartRun part)
    {
        part.Known(["n", "do_append_zero", "flip"], [], "sigmas");
        var (append, flip) = ((bool?)part.Params["do_append_zero"] ?? true, (bool?)part.Params["flip"] ?? false);
        part.CompareList("sigmas", SatDiscretization.Numbers(SatDiffusion.Schedule(part.Object), (int)part.Required("n"), append, flip));
    }

    public static void Timesteps(PartRun part)
    {
        part.Known(["n"], [], "timesteps");
        var n = (int)part.Required("n");
        var trajectory = SatDiffusion.Schedule(part.Object).Trajectory(n);
        part.CompareList("timesteps", Enumerable.Range(0, n).Select(i => trajectory[n - 1 - i].Timestep));
    }

    public static void AlphaBar(PartRun part)
    {
        part.Known([], [], "alphas_cumprod");
        var alphaBar = SatDiffusion.Schedule(part.Object) switch
        {
            ZeroSnrSchedule zeroSnr => zeroSnr.AlphaBar,
            LegacyDdpmSchedule legacy => legacy.AlphaBar,
            _ => throw new ParityUnsupportedException($"alphas_cumprod of '{SatNode.ClassOf(part.Object)}'"),
        };
        part.Compare("alphas_cumprod", tensor(alphaBar.ToArray()));
    }

    public static void RoughlyEqualSteps(PartRun part)
    {
        part.Known(["num_substeps", "max_step"], [], "steps");
        part.Compare("steps", tensor(TimestepSpacing.RoughlyEqual((int)part.Required("num_substeps"), (int)part.Required("max_step"))));
    }
}
