using SharpSat.Core.Configuration;
using SharpSat.Core.Distributed;
using SharpSat.Core.Errors;
using SharpSat.Video.Configuration;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>Chooses the job that a config describes.</summary>
public static class TrainingRuns
{
    /// <summary>The autoencoder with an <c>autoencoder_training</c> section, else the network or an adapter on it.</summary>
    /// <param name="config">The config.</param>
    /// <param name="document">What it was bound from.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="group">The processes that share the work; null alone. Stays the caller's.</param>
    /// <exception cref="InputException">Something cannot be used.</exception>
    public static ITrainingRun Create(RunConfig config, ConfigDocument document, Device device, IProcessGroup? group = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.AutoencoderTraining is not null && config.Lora is not null)
        {
            throw new InputException("The config has both 'autoencoder_training' and 'lora'; an adapter belongs to the network. Leave one out.");
        }

        return config.AutoencoderTraining is null ? new TrainingRun(config, document, device, group) : new AutoencoderRun(config, document, device, group);
    }
}
