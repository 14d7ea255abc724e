using SharpSat.Core.Data;
using SharpSat.Core.Distributed;
using SharpSat.Core.Training.Observers;
using SharpSat.Core.Training.Optimizers;
using SharpSat.Core.Training.Runs;
using SharpSat.Core.Training.Validation;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Training;

/// <summary>What a trainer puts together. It disposes none of it.</summary>
public sealed record TrainingParts<TBatch>
{
    /// <summary>The model, its weights materialized and its frozen parts frozen.</summary>
    public required nn.Module Model { get; init; }

    /// <summary>Computes the loss of a batch.</summary>
    public required ITrainingStep<TBatch> Step { get; init; }

    /// <summary>The batches; each is disposed after its step if it is disposable.</summary>
    public required IBatchLoader<TBatch> Loader { get; init; }

    /// <summary>What a checkpoint saves as weights; null saves the whole model.</summary>
    public ICheckpointContent? Content { get; init; }

    /// <summary>Looks at the model from time to time; null for never.</summary>
    public IValidation? Validation { get; init; }

    /// <summary>Who follows the run.</summary>
    public IReadOnlyList<ITrainingObserver> Observers { get; init; } = [];

    /// <summary>Divides the parameters; null is <see cref="ParameterGroups.Build"/> with the config's weight decay.</summary>
    public Func<IReadOnlyList<ParameterGroup>>? Groups { get; init; }

    /// <summary>The resolved configuration as JSON for <c>config.json</c>; null writes the trainer's section alone.</summary>
    public string? ConfigJson { get; init; }

    /// <summary>The processes that share the work; every one of them has these parts, and a loader of its own rank.</summary>
    public IProcessGroup Group { get; init; } = new OneProcess();

    /// <summary>Where the network runs.</summary>
    public Device Device { get; init; } = CPU;
}
