using SharpSat.Video.Parity.Diffusers;
using SharpSat.Video.Parity.Sat;

namespace SharpSat.Video.Parity;

/// <summary>Which replay serves which kind of case.</summary>
internal static class ParityKinds
{
    private static readonly Dictionary<(string Suite, string Kind), Func<ParityCase, IParityReplay>> Table = new()
    {
        [("sat", "hooks")] = parity => new SatHooksReplay(parity),
        [("sat", "transformer")] = parity => new SatTransformerReplay(parity),
        [("sat", "checkpoint-io")] = parity => new SatCheckpointIoReplay(parity),
        [("sat", "dit")] = parity => new SatDitReplay(parity),
        [("sat", "lora2")] = parity => new SatLora2Replay(parity),
        [("sat", "lora1")] = parity => new SatLora1Replay(parity),
        [("sat", "schedules")] = parity => new SatSchedulesReplay(parity),
        [("sat", "samplers")] = parity => new SatSamplersReplay(parity),
        [("sat", "loss")] = parity => new SatLossReplay(parity),
        [("sat", "vae-blocks")] = parity => new SatVaeBlocksReplay(parity),
        [("sat", "vae")] = parity => new SatVaeReplay(parity),
        [("sat", "t5")] = parity => new SatT5Replay(parity),
        [("sat", "engine")] = parity => new SatEngineReplay(parity),
        [("diffusers", "transformer")] = parity => new DiffusersTransformerReplay(parity),
        [("diffusers", "rotary-tables")] = _ => new DiffusersRotaryTablesReplay(),
        [("diffusers", "scheduler")] = parity => new DiffusersSchedulerReplay(parity),
        [("diffusers", "vae")] = parity => new DiffusersVaeReplay(parity),
        [("diffusers", "image-preprocess")] = parity => new DiffusersImagePreprocessReplay(parity),
        [("diffusers", "pipeline")] = parity => new DiffusersPipelineReplay(parity),
        [("diffusers", "caching")] = parity => new DiffusersCachingReplay(parity),
        [("diffusers", "tokenizer")] = parity => new DiffusersTokenizerReplay(parity),
        [("diffusers", "lora")] = parity => new DiffusersLoraReplay(parity),
        [("diffusers", "convert")] = parity => new DiffusersConvertReplay(parity),
        [("diffusers", "training")] = parity => new DiffusersTrainingReplay(parity),
    };

    /// <summary>The replay of a case, or null if its kind is not known.</summary>
    public static IParityReplay? Create(ParityCase parity) => Table.GetValueOrDefault((parity.Suite, parity.Kind))?.Invoke(parity);
}
