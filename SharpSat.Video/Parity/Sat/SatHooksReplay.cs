using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using SharpSat.Video.Parity.Sat.Backbone;
using SharpSat.Video.Parity.Sat.BuiltIn;
using SharpSat.Video.Parity.Sat.Hooks;

namespace SharpSat.Video.Parity.Sat;

/// <summary>Kind <c>hooks</c> of the SAT suite: who takes part in which hook, in what order, and what is refused.</summary>
internal sealed class SatHooksReplay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder)
    {
        switch ((string?)run["op"])
        {
            case "scenario":
                SatHookScenario.Replay(parity, run, NewTransformer(recorder), recorder);
                break;
            case "shared_transformer":
                SatSharedTransformer.Replay(parity, run, () => NewTransformer(recorder), recorder);
                break;
            case "reinit":
                SatReinitialize.Replay(run, NewTransformer(recorder), recorder);
                break;
            case "defaults":
                SatHookDefaults.Replay(run, recorder);
                break;
            default:
                throw ParityOptions.UnknownOp(run);
        }
    }

    public void Dispose()
    {
    }

    private BaseTransformer NewTransformer(ParityRecorder recorder)
    {
        // A plain model around it, only because weights are named from the model down.
        var transformer = SatPlainModel.Transformer(parity);
        using var weights = parity.Weights((string)parity.Json["weights"]!["file"]!);
        using var own = new PrefixedWeights(weights, (string?)parity.Json["weights"]!["prefix"] ?? string.Empty, leaveOpen: true);
        SatPlainModel.Load(new BaseModel(transformer), own, recorder);
        return transformer;
    }
}
