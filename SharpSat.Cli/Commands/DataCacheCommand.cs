using System.CommandLine;
using System.Globalization;
using SharpSat.Cli.Rendering;
using SharpSat.Core.Errors;
using SharpSat.Video.Configuration;
using SharpSat.Video.Runs;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat data cache CONFIG...</c>.</summary>
internal sealed class DataCacheCommand : Command
{
    public DataCacheCommand(CliConsole console)
        : base("cache", "Encode the clips and captions of a training config into its training.latent_cache. Stopped, it goes on where it was; what changed is encoded anew.")
    {
        var configs = CommonOptions.Configs();
        var settings = CommonOptions.Settings();
        var plugins = CommonOptions.Plugins();
        var device = DeviceOptions.Device();
        Add(configs);
        foreach (var option in new Option[] { settings, plugins, device })
        {
            Add(option);
        }

        SetAction((parsed, cancellation) =>
        {
            CommonOptions.LoadPlugins(parsed.GetValue(plugins));
            var (config, document) = RunConfigFile.Load(parsed.GetRequiredValue(configs), parsed.GetValue(settings), parsed.GetValue(plugins));
            var folder = config.Training.LatentCache
                ?? throw new InputException("The config names no training.latent_cache; for example --set training.latent_cache=runs/latents.");
            if (config.AutoencoderTraining is not null)
            {
                throw new InputException("The config trains an autoencoder, which changes what would be kept; data cache is for the network's training.");
            }

            using var run = new TrainingRun(config, document, DeviceOptions.ParseDevice(parsed.GetValue(device)));
            TrainingView.Prepare(console, run, cancellation);
            Report(console, run.Cache!, folder);
            return Task.FromResult(0);
        });
    }

    private static void Report(CliConsole console, CachedClips cache, string folder) => console.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{cache.Count} clips are in {folder}: {cache.NewClips} and {cache.NewCaptions} captions were encoded now."));
}
