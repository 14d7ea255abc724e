using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Video.Interop.Diffusers;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>Kind <c>training</c> of the diffusers suite: one batch of the training example, and optimizer steps.</summary>
internal sealed class DiffusersTrainingReplay(ParityCase parity) : IParityReplay
{
    private readonly DiffusersRotaryTablesReplay _tables = new();

    public void Replay(JObject run, ParityRecorder recorder)
    {
        switch ((string?)run["op"])
        {
            case "rotary_table":
                _tables.Replay(run, recorder);
                break;
            case "train_step":
                using (var step = new RecordedTrainingStep(parity, run, DiffusersDiffusion.Schedule(Scheduler()), recorder))
                {
                    step.Replay();
                }

                break;
            case "optimizer_steps":
                OptimizerStepsReplay.Replay(parity, run, recorder);
                break;
            default:
                throw ParityOptions.UnknownOp(run);
        }
    }

    public void Dispose() => _tables.Dispose();

    private DiffusersSchedulerConfig Scheduler()
    {
        var node = parity.Json["scheduler"];
        ParityOptions.RequireKnown(node, "scheduler", "class", "config");
        try
        {
            var config = (JObject)(node?["config"] ?? throw new ParityUnsupportedException("a case without a scheduler config")).DeepClone();
            config["_class_name"] = node["class"];
            return DiffusersSchedulerConfig.Bind(config, "case.json");
        }
        catch (InputException e)
        {
            throw new ParityUnsupportedException($"the scheduler: {e.Message}");
        }
    }
}
