using SharpSat.Video.Guidance;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;

namespace SharpSat.Video.Interop.Diffusers;

/// <summary>The diffusion parts that a diffusers scheduler config and a pipeline call describe.</summary>
internal static class DiffusersDiffusion
{
    public static DiffusersSchedule Schedule(DiffusersSchedulerConfig config) => new(config.ScheduleParams());

    public static IParameterization Parameterization(DiffusersSchedulerConfig config) => config.PredictionType switch
    {
        DiffusersPrediction.Epsilon => new EpsilonPrediction(),
        DiffusersPrediction.Sample => new SamplePrediction(),
        _ => new VPrediction(),
    };

    public static ISampler Sampler(DiffusersSchedulerConfig config) => config.ClassName == DiffusersSchedulerConfig.DdimClass
        ? new Ddim()
        : new Dpmpp2mSde(new Dpmpp2mSdeParams { Draws = DpmNoiseDraws.Diffusers });

    /// <summary>A pipeline's guidance: constant, or jumping with the timestep value (use_dynamic_cfg); off at a scale of 1 or less.</summary>
    public static IGuidance Guidance(double scale, bool dynamic) => dynamic
        ? new DynamicClassifierFree(new DynamicClassifierFreeParams { Scale = scale, Switch = GuidanceSwitch.AboveOne })
        : new ClassifierFree(new ClassifierFreeParams { Scale = scale, Switch = GuidanceSwitch.AboveOne });
}
