using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Video.Configuration;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>Chooses the job that a config describes.</summary>
public static class TrainingRuns
{
    /// <summary>The autoencoder with an <c>autoencoder_training</c> section, else the network or an adapter on it.</summary>
    /// <exception cref="InputException">Something cannot be used.</exception>
    public static ITrainingRun Create(RunConfig config, ConfigDocument document, Device device)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.AutoencoderTraining is not null && config.Lora is not null)
        {
            throw new InputException("The config has both 'autoencoder_training' and 'lora'; an adapter belongs to the network. Leave one out.");
        }

        return config.AutoencoderTraining is null ? new TrainingRun(config, document, device) : new AutoencoderRun(config, document, device);
    }
}
