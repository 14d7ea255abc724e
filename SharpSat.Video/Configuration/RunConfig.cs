using SharpSat.Core.Configuration;
using SharpSat.Core.Training;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Autoencoder.Training;

namespace SharpSat.Video.Configuration;

/// <summary>A whole config, as <see cref="RunConfigFile"/> reads it.</summary>
public sealed record RunConfig
{
    /// <summary>Plugin assemblies; loaded before anything else is bound.</summary>
    public IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>What is trained or sampled.</summary>
    public required ModelSection Model { get; init; }

    /// <summary>Trains an adapter instead of the network, or null.</summary>
    public LoraParams? Lora { get; init; }

    /// <summary>The training clips; <c>params.path</c> names their folder. Training needs it.</summary>
    public ComponentNode? Data { get; init; }

    /// <summary>The objective.</summary>
    public TrainingSection Training { get; init; } = new();

    /// <summary>How a training run of the network or an adapter looks at itself, or null.</summary>
    public ValidationSection? Validation { get; init; }

    /// <summary>Trains the autoencoder instead of the network: what is asked of it, or null.</summary>
    public AutoencoderLossParams? AutoencoderTraining { get; init; }

    /// <summary>How videos are made. Sampling needs it.</summary>
    public SamplingSection? Sampling { get; init; }

    /// <summary>The run: its folder, length, batch, learning rate. Training needs it.</summary>
    public TrainerConfig? Trainer { get; init; }
}
