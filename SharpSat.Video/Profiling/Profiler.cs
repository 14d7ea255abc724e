using SharpSat.Core.Errors;
using SharpSat.Video.Configuration;
using static TorchSharp.torch;

namespace SharpSat.Video.Profiling;

/// <summary>Finds out where the time and memory of a config's work go. Without a profiler nothing is measured and nothing is slower.</summary>
public static class Profiler
{
    /// <summary>Runs some training steps and some sampling steps, as far as the config describes them; nothing is written.</summary>
    /// <param name="config">The config; a network without weights is drawn.</param>
    /// <param name="steps">Steps of each, after one to warm up.</param>
    /// <param name="dtype">Type of the weights in sampling.</param>
    /// <param name="device">Where to run.</param>
    /// <exception cref="InputException">The config describes neither, or something in it cannot be used.</exception>
    public static ProfileReport Measure(RunConfig config, int steps, ScalarType dtype, Device device)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var trains = config is { Trainer: not null, Data: not null, AutoencoderTraining: null };
        if (!trains && config.Sampling is null)
        {
            throw new InputException("There is nothing to profile: the config neither trains a network or adapter (sections 'trainer' and 'data') nor samples (section 'sampling').");
        }

        config.Trainer?.Validate();
        return new ProfileReport(
            trains ? new TrainingProfiler(config, device).Measure(steps) : null,
            config.Sampling is null ? null : new SamplingProfiler(config, dtype, device).Measure(steps));
    }
}
