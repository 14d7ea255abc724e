using Newtonsoft.Json.Linq;
using SharpSat.Video.Guidance;
using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Maths;

/// <summary>Ops on guiders; their input holds both predictions, [unconditional, conditional].</summary>
internal static class GuiderOps
{
    public static void Guider(PartRun part)
    {
        part.Known(["scale", "step_index"], ["x", "scale"], "y");
        var x = part.Input("x");
        var scales = SamplerCall.Scales(part.Parity, part.Params["scale"] ?? part.Inputs["scale"]);
        // The op is given the step index itself.
        var guidance = SatDiffusion.Guidance(part.Object, scales, DynamicGuidanceArgument.Step);
        if (guidance is NoGuidance)
        {
            part.Compare("y", x);
            return;
        }

        var halves = x.chunk(2, 0);
        part.Compare("y", guidance.Combine(halves[0], halves[1], StepAt((int?)part.Params["step_index"] ?? 0)));
    }

    public static void Thresholding(PartRun part)
    {
        part.Known(["scale"], ["x", "scale"], "y");
        var halves = part.Input("x").chunk(2, 0);
        var (kind, latentScale) = SatWhole.Read(part.Object, SatGuider.Thresholding);
        var scales = SamplerCall.Scales(part.Parity, part.Params["scale"] ?? part.Inputs["scale"])
            ?? throw new ParityUnsupportedException("thresholding without a scale");
        if (scales.Count > 1 && kind != GuidanceThresholding.None)
        {
            // There the reference multiplies the scales along the width, not the batch.
            throw new ParityUnsupportedException($"a scale per sample of '{SatNode.ClassOf(part.Object)}'");
        }

        var guidance = new ClassifierFree(new ClassifierFreeParams
        {
            Scale = scales[0],
            Scales = scales.Count > 1 ? scales : null,
            Thresholding = kind,
            LatentScale = latentScale,
        });
        part.Compare("y", guidance.Combine(halves[0], halves[1], StepAt(0)));
    }

    public static void DynamicScale(PartRun part)
    {
        part.Known(["step_index_from", "step_index_to_inclusive"], [], "scale");
        var (first, last) = ((int)part.Required("step_index_from"), (int)part.Required("step_index_to_inclusive"));
        var guidance = SatDiffusion.Dynamic(part.Object, DynamicGuidanceArgument.Step);
        part.Compare("scale", tensor(Enumerable.Range(first, last - first + 1).Select(i => guidance.ScaleAt(StepAt(i))).ToArray()));
    }

    public static void DynamicScaleInSampler(PartRun part)
    {
        part.Known(["num_steps", "num_timesteps"], [], "step_index", "scale");
        var (steps, total) = ((int)part.Required("num_steps"), (int)part.Required("num_timesteps"));
        var guidance = SatDiffusion.Dynamic(part.Object, DynamicGuidanceArgument.Timestep);
        var trajectory = new ZeroSnrSchedule(new ZeroSnrScheduleParams { Levels = total }).Trajectory(steps);
        var walk = Enumerable.Range(0, steps).Select(i => new SamplingStep(i, steps, trajectory[i])).ToList();
        part.Compare("step_index", tensor(walk.Select(step => steps - (long)step.Level.Timestep).ToArray()));
        part.Compare("scale", tensor(walk.Select(guidance.ScaleAt).ToArray()));
    }

    private static SamplingStep StepAt(int index) => new(index, Math.Max(1, index), NoiseLevel.VariancePreserving(0.5f, 0));
}
