using Newtonsoft.Json.Linq;
using SharpSat.Video.Parity.Sat.Maths;

namespace SharpSat.Video.Parity.Sat;

/// <summary>Kind <c>schedules</c> of the SAT suite: the single parts of which training and sampling are made.</summary>
/// <param name="parity">The case.</param>
internal sealed class SatSchedulesReplay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(
            run, "a schedules run", "name", "op", "object", "repairs", "inputs", "params", "documented_difference", "expect", "expect_json");
        Repairs.Check(run);
        var part = new PartRun(parity, run, recorder);
        switch ((string?)run["op"])
        {
            case "discretizer":
                DiscretizerOps.Discretizer(part);
                break;
            case "discretizer_timesteps":
                DiscretizerOps.Timesteps(part);
                break;
            case "discretizer_alphas_cumprod":
                DiscretizerOps.AlphaBar(part);
                break;
            case "roughly_equal_steps":
                DiscretizerOps.RoughlyEqualSteps(part);
                break;
            case "timestep_embedding":
                StepOps.TimestepEmbedding(part);
                break;
            case "sigma_sampler":
                SigmaSamplerOps.Sampler(part);
                break;
            case "discrete_sampling_ranges":
                SigmaSamplerOps.Ranges(part);
                break;
            case "scaling":
                DenoiserOps.Scaling(part);
                break;
            case "weighting":
                DenoiserOps.Weighting(part);
                break;
            case "denoiser":
                DenoiserOps.Denoiser(part);
                break;
            case "guider":
                GuiderOps.Guider(part);
                break;
            case "thresholding":
                GuiderOps.Thresholding(part);
                break;
            case "dynamic_cfg_scale":
                GuiderOps.DynamicScale(part);
                break;
            case "dynamic_cfg_scale_in_sampler":
                GuiderOps.DynamicScaleInSampler(part);
                break;
            case "ancestral_step":
                StepOps.AncestralStep(part);
                break;
            case "linear_multistep_coefficients":
                StepOps.LinearMultistep(part);
                break;
            case "annealing_lr":
                AnnealingOps.Annealing(part);
                break;
            default:
                throw ParityOptions.UnknownOp(run);
        }
    }

    public void Dispose()
    {
    }
}
