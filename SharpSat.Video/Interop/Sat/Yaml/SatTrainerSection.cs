using SharpSat.Core.Training.Schedules;
using SharpSat.Video.Configuration;

namespace SharpSat.Video.Interop.Sat.Yaml;

/// <summary>Writes <c>trainer</c> from the reference's training arguments and its deepspeed section, which wins where both say something.</summary>
internal static class SatTrainerSection
{
    // Defaults of the reference's arguments.
    private const int DefaultSteps = 10_000;
    private const double DefaultWarmup = 0.01;

    public static void Write(SatParams args, SatParams deepspeed, SatOutput output)
    {
        var mode = args.Text("mode");
        Precision(args, deepspeed, output);
        output.Put("trainer.seed", args.OptionalInt("seed"), args.Node("seed"));
        if (mode == "inference" || !(deepspeed.Has("optimizer") || args.Has("train_iters") || args.Has("save")))
        {
            Unused(args);
            return;
        }

        if (args.Text("save") is { } folder)
        {
            args.Reading.Note(args.Node("save")!, "is the run directory itself; the reference adds experiment_name and the time.");
            output.Put("trainer.run_dir", folder, args.Node("save"));
        }

        var steps = args.OptionalInt("train_iters") ?? DefaultSteps;
        output.Put("trainer.max_steps", steps, args.Node("train_iters") ?? args.Node("save"));
        output.Put("trainer.batch_size", deepspeed.OptionalInt("train_micro_batch_size_per_gpu") ?? args.OptionalInt("batch_size") ?? 4, deepspeed.Node("train_micro_batch_size_per_gpu") ?? args.Node("batch_size"));
        output.Put("trainer.accumulation", deepspeed.OptionalInt("gradient_accumulation_steps") ?? args.OptionalInt("gradient_accumulation_steps") ?? 1, deepspeed.Node("gradient_accumulation_steps"));
        output.Put("trainer.clip", deepspeed.OptionalDouble("gradient_clipping") ?? 0, deepspeed.Node("gradient_clipping"));
        output.Put("trainer.save_every", args.OptionalInt("save_interval") ?? 5000, args.Node("save_interval"));
        output.Put("trainer.keep_last", 0, args.Node("save"));
        output.Put("trainer.log_every", args.OptionalInt("log_interval") ?? 50, args.Node("log_interval"));
        Optimizer(args, deepspeed, output);
        Schedule(args, steps, mode, output);
    }

    private static void Optimizer(SatParams args, SatParams deepspeed, SatOutput output)
    {
        var optimizer = deepspeed.Inner("optimizer");
        var type = optimizer.Text("type");
        var p = optimizer.Inner("params");
        switch (type?.Split('.')[^1])
        {
            case "FusedEmaAdam":
                p.Ineffective("ema_decay", "is not used: running averages are not kept.").Only("adam_w_mode", true).Only("bias_correction", true);
                optimizer.Reading.Note(optimizer.Node("type")!, "is AdamW here; its running averages of the weights are not kept.");
                break;
            case null or "Adam" or "AdamW":
                p.Only("adam_w_mode", true).Only("bias_correction", true).Irrelevant("torch_adam");
                break;
            case var other:
                throw new SatUnsupportedException(optimizer.Node("type"), optimizer.Node("type")!.Path, $"'{other}' is not supported; FusedEmaAdam, Adam and AdamW are.");
        }

        output.Put("trainer.lr", p.OptionalDouble("lr") ?? args.OptionalDouble("lr") ?? 1e-4, p.Node("lr") ?? args.Node("lr"));
        output.Put("trainer.betas", p.Doubles("betas") ?? (type is null ? [0.9, 0.95] : [0.9, 0.999]), p.Node("betas"));
        output.Put("trainer.eps", p.OptionalDouble("eps") ?? 1e-8, p.Node("eps"));
        output.Put("trainer.weight_decay", p.OptionalDouble("weight_decay") ?? args.OptionalDouble("weight_decay") ?? 0.01, p.Node("weight_decay") ?? args.Node("weight_decay"));
        args.Irrelevant("lr", "weight_decay", "batch_size", "gradient_accumulation_steps");
    }

    private static void Schedule(SatParams args, int steps, string? mode, SatOutput output)
    {
        var settings = new AnnealingParams
        {
            Decay = args.Text("lr_decay_style")?.ToUpperInvariant() switch
            {
                null or "LINEAR" => AnnealingDecay.Linear,
                "COSINE" => AnnealingDecay.Cosine,
                _ => AnnealingDecay.Constant,
            },
            DecayRatio = args.OptionalDouble("lr_decay_ratio") ?? 0.1,
            AutoWarmupSteps = mode == "pretrain" ? 0 : 100,
        };
        if (args.OptionalInt("lr_decay_iters") is { } decay && decay != steps)
        {
            args.Reading.Warn(args.Node("lr_decay_iters")!, $"is not used: the learning rate decays over train_iters, {steps}.");
        }

        output.Put("trainer.schedule", "annealing", args.Node("lr_decay_style") ?? args.Node("save"));
        output.Put("trainer.annealing", settings, args.Node("lr_decay_style") ?? args.Node("save"));
        output.Put("trainer.warmup_steps", (long)Math.Round((args.OptionalDouble("warmup") ?? DefaultWarmup) * steps), args.Node("warmup") ?? args.Node("save"));
    }

    /// <summary>The type the weights were made for; training itself runs in fp32.</summary>
    private static void Precision(SatParams args, SatParams deepspeed, SatOutput output)
    {
        var (half, brain) = (deepspeed.Inner("fp16"), deepspeed.Inner("bf16"));
        var isHalf = half.Has("enabled") ? half.Bool("enabled", false) : args.Bool("fp16", false);
        var isBrain = brain.Has("enabled") ? brain.Bool("enabled", false) : args.Bool("bf16", false);
        var from = isBrain ? brain.Node("enabled") ?? args.Node("bf16") : half.Node("enabled") ?? args.Node("fp16");
        if (isBrain)
        {
            output.Put("model.dtypes", new[] { WeightType.Bf16, WeightType.Fp32 }, from);
        }
        else if (isHalf)
        {
            output.Put("model.dtypes", new[] { WeightType.Fp16, WeightType.Bf16, WeightType.Fp32 }, from);
        }

        if ((isHalf || isBrain) && from is not null && args.Text("mode") != "inference")
        {
            args.Reading.Note(from, "is the default type of sampling on a GPU; training computes in fp32.");
        }

        args.Irrelevant("fp16", "bf16");
    }

    /// <summary>Settings of training in a configuration that only samples.</summary>
    private static void Unused(SatParams args) => args.Irrelevant(
        "train_iters", "batch_size", "gradient_accumulation_steps", "save_interval", "log_interval", "lr", "weight_decay", "lr_decay_style", "lr_decay_ratio", "lr_decay_iters", "warmup", "save");
}
