using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Video.Guidance;
using SharpSat.Video.Interop.Diffusers;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>Kind <c>scheduler</c> of the diffusers suite: tables, timesteps, guidance weights, step loops, noise and velocity.</summary>
internal sealed class DiffusersSchedulerReplay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder)
    {
        var args = run["args"] as JObject ?? [];
        ParityOptions.RequireKnown(args, "args", "overrides", "steps", "guidance_scale");
        var config = Read(args["overrides"] as JObject);
        var schedule = DiffusersDiffusion.Schedule(config);
        switch ((string?)run["op"])
        {
            case "tables":
                recorder.Tensor("betas", run["expect"]?["betas"], tensor(schedule.Betas.ToArray()));
                recorder.Tensor("alphas_cumprod", run["expect"]?["alphas_cumprod"], tensor(schedule.AlphaBar.ToArray()));
                recorder.Tensor("final_alpha_cumprod", run["expect"]?["final_alpha_cumprod"], tensor(schedule.FinalAlphaBar));
                break;
            case "timesteps":
                var trajectory = schedule.Trajectory((int)args["steps"]!);
                recorder.Value("timesteps", run, "timesteps", Timesteps(trajectory, i => trajectory[i]));
                break;
            case "dynamic_guidance":
                DynamicGuidance(run, args, schedule, recorder);
                break;
            case "step_loop":
                StepLoop(run, (int)args["steps"]!, config, schedule, recorder);
                break;
            case "add_noise":
                var noisy = ForwardProcess.AddNoise(Input(run, "original"), Input(run, "noise"), Levels(run, schedule));
                recorder.Tensor("noisy", run["expect"]?["out"], noisy);
                break;
            case "get_velocity":
                var velocity = new VPrediction().Target(Input(run, "sample"), Input(run, "noise"), Levels(run, schedule));
                recorder.Tensor("velocity", run["expect"]?["out"], velocity);
                break;
            default:
                throw ParityOptions.UnknownOp(run);
        }
    }

    public void Dispose()
    {
    }

    private DiffusersSchedulerConfig Read(JObject? overrides)
    {
        try
        {
            return DiffusersSchedulerConfig.Read(parity.PathOf((string)parity.Json["scheduler"]!), overrides);
        }
        catch (InputException e)
        {
            throw new ParityUnsupportedException($"the scheduler config: {e.Message}");
        }
    }

    private static void DynamicGuidance(JObject run, JObject args, DiffusersSchedule schedule, ParityRecorder recorder)
    {
        var trajectory = schedule.Trajectory((int)args["steps"]!);
        var guidance = DiffusersDiffusion.Guidance((double)args["guidance_scale"]!, dynamic: true);
        var weights = Enumerable.Range(0, trajectory.Steps).Select(i => guidance.ScaleAt(new SamplingStep(i, trajectory.Steps, trajectory[i])));
        recorder.Value("guidance_weights", run, "weights", new JArray(weights));
    }

    private void StepLoop(JObject run, int steps, DiffusersSchedulerConfig config, DiffusersSchedule schedule, ParityRecorder recorder)
    {
        using var scope = NewDisposeScope();
        var outputs = Input(run, "model_output");
        var parameterization = DiffusersDiffusion.Parameterization(config);
        var trajectory = schedule.Trajectory(steps);
        using var draws = parity.Draws(run["draws"]);
        var (moved, clean, drawn) = (new List<Tensor>(), new List<Tensor>(), new List<int>());
        Tensor Denoise(Tensor x, SamplingStep step) => parameterization.Clean(x, outputs[step.Index], step.Level.ForBatch(x.shape[0]));
        DiffusersDiffusion.Sampler(config).Sample(Input(run, "sample"), Denoise, trajectory, draws, report =>
        {
            moved.Add(report.Latents_BTCHW.clone().MoveToOtherDisposeScope(scope));
            clean.Add(report.Clean_BTCHW.clone().MoveToOtherDisposeScope(scope));
            drawn.Add(draws.Used - drawn.Sum());
        });
        recorder.Value("timesteps", run, "timesteps", Timesteps(trajectory, i => trajectory[i]));
        recorder.Value("prev_timesteps", run, "prev_timesteps", Timesteps(trajectory, trajectory.Target));
        recorder.Tensor("pred_original_sample", run["expect"]?["pred_original_sample"], stack(clean));
        recorder.Tensor("prev_sample", run["expect"]?["prev_sample"], stack(moved));
        recorder.Value("draws_per_step", run, "draws_per_step", new JArray(drawn));
        draws.RequireAllUsed(recorder);
    }

    private Tensor Input(JObject run, string name) => parity.Resolve(run["inputs"]![name]!);

    private NoiseLevel[] Levels(JObject run, DiffusersSchedule schedule) =>
        [.. Input(run, "timesteps").to(ScalarType.Int64).data<long>().ToArray().Select(t => schedule.Levels[(int)t])];

    private static JArray Timesteps(NoiseTrajectory trajectory, Func<int, NoiseLevel> level) =>
        new(Enumerable.Range(0, trajectory.Steps).Select(i => (int)level(i).Timestep));
}
