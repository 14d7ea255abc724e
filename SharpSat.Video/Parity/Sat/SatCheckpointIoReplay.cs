using Newtonsoft.Json.Linq;
using SharpSat.Video.Parity.Sat.CheckpointIo;

namespace SharpSat.Video.Parity.Sat;

/// <summary>Kind <c>checkpoint-io</c> of the SAT suite: checkpoint directories and the files that torch.save writes.</summary>
internal sealed class SatCheckpointIoReplay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(
            run, "a run", "name", "op", "load", "args", "model_args", "mixins", "file", "same_as", "only_keys", "expect", "expect_json", "documented_difference");
        switch ((string?)run["op"])
        {
            case "load_checkpoint":
                SatLoadReplay.Replay(parity, run, recorder);
                break;
            case "read_pickle":
                SatPickleReplay.Replay(parity, run, recorder);
                break;
            default:
                throw ParityOptions.UnknownOp(run);
        }
    }

    public void Dispose()
    {
    }
}
