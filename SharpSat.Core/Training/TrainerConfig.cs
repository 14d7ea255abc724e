using SharpSat.Core.Errors;
using SharpSat.Core.Training.Optimizers;
using SharpSat.Core.Training.Precision;
using SharpSat.Core.Training.Schedules;

namespace SharpSat.Core.Training;

/// <summary>The <c>trainer</c> section of a training config.</summary>
public sealed record TrainerConfig
{
    /// <summary>Folder of this run: configuration, log, checkpoints.</summary>
    public required string RunDir { get; init; }

    /// <summary>Optimizer steps of the whole run, those before a resume included.</summary>
    public long MaxSteps { get; init; } = 1000;

    /// <summary>Items per batch on each process.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Batches whose gradients are averaged into one optimizer step.</summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>Peak learning rate.</summary>
    public double Lr { get; init; } = 1e-4;

    /// <summary>adamw, or adam, which adds the weight decay to the gradient.</summary>
    public string Optimizer { get; init; } = "adamw";

    /// <summary>Decay of the optimizer's two moments.</summary>
    public IReadOnlyList<double> Betas { get; init; } = [0.9, 0.95];

    /// <summary>Added to the optimizer's denominator.</summary>
    public double Eps { get; init; } = 1e-8;

    /// <summary>Weight decay; norms and biases are exempt.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>With several processes: each keeps the optimizer's state of some parameters only.</summary>
    public bool ShardOptimizer { get; init; }

    /// <summary>Parameters that learn at another rate or decay otherwise; the first entry that fits a name counts.</summary>
    public IReadOnlyList<ParameterRule> Groups { get; init; } = [];

    /// <summary>Largest global gradient norm; 0 does not clip.</summary>
    public double Clip { get; init; } = 1.0;

    /// <summary>constant, linear, cosine, or annealing (SAT's).</summary>
    public string Schedule { get; init; } = "cosine";

    /// <summary>Steps over which the learning rate rises to its peak.</summary>
    public long WarmupSteps { get; init; }

    /// <summary>Where linear and cosine schedules end.</summary>
    public double MinLr { get; init; }

    /// <summary>More settings of the schedule annealing; null for their defaults.</summary>
    public AnnealingParams? Annealing { get; init; }

    /// <summary>Largest decay of the exponential moving averages of the trained weights, for example 0.999; 0 keeps none.</summary>
    public double EmaDecay { get; init; }

    /// <summary>Steps between checkpoints; 0 writes only the last one.</summary>
    public long SaveEvery { get; init; } = 500;

    /// <summary>Checkpoints kept; older ones are deleted after a new one is complete. 0 keeps all.</summary>
    public int KeepLast { get; init; } = 2;

    /// <summary>Checkpoints of every so many steps are kept for good, beside the last ones; 0 keeps none.</summary>
    public long KeepEvery { get; init; }

    /// <summary>Steps between lines of metrics.jsonl.</summary>
    public long LogEvery { get; init; } = 1;

    /// <summary>Whether the run also writes event files for TensorBoard.</summary>
    public bool Tensorboard { get; init; }

    /// <summary>Seed of every random stream and of the data order.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Threads of the tensor library; 0 leaves its own choice.</summary>
    public int Threads { get; init; }

    /// <summary>Batches that are read and decoded at the same time, ahead of the steps.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Number format of activations and products: fp32, bf16, or fp16 (with loss scaling). What trains stays fp32.</summary>
    public string Precision { get; init; } = "fp32";

    /// <summary>How many checkpoints' worth of space a run still takes: those that lie there already take theirs, and while a new one is written the ones to keep are still there.</summary>
    /// <param name="step">Steps taken.</param>
    /// <param name="present">Checkpoints that lie there.</param>
    public long CheckpointsToFit(long step, int present)
    {
        var writes = SaveEvery == 0 ? 1 : (MaxSteps - step + SaveEvery - 1) / SaveEvery;
        var forGood = KeepEvery == 0 ? 0 : (MaxSteps / KeepEvery) - (step / KeepEvery);
        return KeepLast == 0 ? writes : Math.Min(writes, Math.Max(1, KeepLast + 1 - present) + forGood);
    }

    /// <summary>Checks every value.</summary>
    /// <exception cref="InputException">A value is outside its range; the message names it, its rule and the nearest legal value.</exception>
    public void Validate()
    {
        Require(!string.IsNullOrWhiteSpace(RunDir), "run_dir", "''", "must name a folder");
        AtLeast("max_steps", MaxSteps, 1);
        AtLeast("batch_size", BatchSize, 1);
        AtLeast("accumulation", Accumulation, 1);
        AtLeast("warmup_steps", WarmupSteps, 0);
        AtLeast("save_every", SaveEvery, 0);
        AtLeast("keep_last", KeepLast, 0);
        AtLeast("keep_every", KeepEvery, 0);
        AtLeast("log_every", LogEvery, 1);
        AtLeast("threads", Threads, 0);
        AtLeast("workers", Workers, 1);
        Require(double.IsFinite(Lr) && Lr > 0, "lr", Lr, "must be greater than 0, for example 0.0001");
        Require(double.IsFinite(MinLr) && MinLr >= 0 && MinLr <= Lr, "min_lr", MinLr, $"must lie between 0 and lr ({Text(Lr)})");
        Require(double.IsFinite(Eps) && Eps > 0, "eps", Eps, "must be greater than 0, for example 1e-8");
        Require(double.IsFinite(WeightDecay) && WeightDecay >= 0, "weight_decay", WeightDecay, "must be at least 0");
        Require(double.IsFinite(Clip) && Clip >= 0, "clip", Clip, "must be at least 0 (0 does not clip)");
        Require(EmaDecay is >= 0 and < 1, "ema_decay", EmaDecay, "must be from 0 (no averages) up to but not including 1, for example 0.999");
        Require(
            Betas.Count == 2 && Betas.All(b => b is >= 0 and < 1),
            "betas",
            $"[{string.Join(", ", Betas.Select(b => Text(b)))}]",
            "must be two numbers from 0 up to but not including 1, for example [0.9, 0.95]");
        Require(
            WarmupSteps < MaxSteps || WarmupSteps == 0,
            "warmup_steps",
            WarmupSteps,
            $"must be less than max_steps ({MaxSteps}), at most {MaxSteps - 1}");
        Require(
            KeepEvery == 0 || (SaveEvery > 0 && KeepEvery % SaveEvery == 0),
            "keep_every",
            KeepEvery,
            SaveEvery == 0 ? "needs save_every, which is 0" : $"must be a multiple of save_every ({SaveEvery}), nearest: {Math.Max(1, (KeepEvery + (SaveEvery / 2)) / SaveEvery) * SaveEvery}");
        OneOf("schedule", Schedule, LearningRateSchedules.Names);
        Require(
            MinLr == 0 || Schedule != LearningRateSchedules.Annealing, "min_lr", MinLr, "belongs to linear and cosine; with 'annealing' set annealing.decay_ratio");
        if (Annealing is not null)
        {
            Require(Schedule == LearningRateSchedules.Annealing, "schedule", $"'{Schedule}'", "must be 'annealing' where annealing is set");
            Annealing.Validate();
        }

        foreach (var rule in Groups)
        {
            Require(!string.IsNullOrWhiteSpace(rule.Parameters), "groups.parameters", $"'{rule.Parameters}'", "must be a pattern of names, for example '*.attention.*'");
            Require(double.IsFinite(rule.LrScale) && rule.LrScale >= 0, "groups.lr_scale", rule.LrScale, "must be at least 0");
            Require(rule.WeightDecay is null or >= 0 and < double.PositiveInfinity, "groups.weight_decay", rule.WeightDecay ?? 0, "must be at least 0");
        }

        OneOf("optimizer", Optimizer, OptimizerNames.All);
        OneOf("precision", Precision, TrainingPrecision.Names);
    }

    private static string Text(object value) => FormattableString.Invariant($"{value}");

    private static void AtLeast(string name, long value, long minimum) =>
        Require(value >= minimum, name, value, $"must be at least {minimum}");

    private static void OneOf(string name, string value, IReadOnlyCollection<string> known) =>
        Require(known.Contains(value), name, $"'{value}'", $"is not known.{NearMatches.Hint(value, known)}", stop: string.Empty);

    private static void Require(bool holds, string name, object value, string rule, string stop = ".")
    {
        if (!holds)
        {
            throw new InputException($"trainer.{name} is {Text(value)}; it {rule}{stop}");
        }
    }
}
