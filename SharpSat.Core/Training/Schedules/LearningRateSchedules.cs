using SharpSat.Core.Errors;

namespace SharpSat.Core.Training.Schedules;

/// <summary>The schedules that a config can name.</summary>
public static class LearningRateSchedules
{
    /// <summary>Name of <see cref="AnnealingSchedule"/>.</summary>
    internal const string Annealing = "annealing";

    /// <summary>constant, linear, cosine, annealing.</summary>
    public static IReadOnlyCollection<string> Names { get; } = ["constant", "linear", "cosine", Annealing];

    /// <summary>The schedule that <paramref name="config"/> asks for, warm-up included.</summary>
    /// <exception cref="InputException">There is no schedule of that name.</exception>
    public static ILearningRateSchedule Create(TrainerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Schedule == Annealing)
        {
            return new AnnealingSchedule(config.Lr, config.WarmupSteps, config.MaxSteps, config.Annealing ?? new AnnealingParams());
        }

        var steps = config.MaxSteps - config.WarmupSteps;
        ILearningRateSchedule main = config.Schedule switch
        {
            "constant" => new ConstantSchedule(config.Lr),
            "linear" => new LinearSchedule(config.Lr, config.MinLr, steps),
            "cosine" => new CosineSchedule(config.Lr, config.MinLr, steps),
            _ => throw new InputException($"There is no schedule '{config.Schedule}'.{NearMatches.Hint(config.Schedule, Names)}"),
        };
        return config.WarmupSteps > 0 ? new WarmupSchedule(main, config.WarmupSteps) : main;
    }
}
