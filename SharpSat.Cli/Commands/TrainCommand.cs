using System.CommandLine;
using System.Globalization;
using SharpSat.Cli.Rendering;
using SharpSat.Core.Distributed;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Runs;
using SharpSat.Video.Configuration;
using SharpSat.Video.Runs;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat train CONFIG...</c>.</summary>
internal sealed class TrainCommand : Command
{
    public TrainCommand(CliConsole console, Option<bool> verbose)
        : base("train", "Train what a config describes: the network, with a lora section an adapter, with autoencoder_training the autoencoder. Ctrl-C writes a checkpoint.")
    {
        var configs = CommonOptions.Configs();
        var settings = CommonOptions.Settings();
        var plugins = CommonOptions.Plugins();
        var device = DeviceOptions.Device();
        var resume = new Option<bool>("--resume") { Description = "Continue from the run directory's last complete checkpoint." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Check config, data and weights, estimate memory, time and disk, and write nothing." };
        Add(configs);
        foreach (var option in new Option[] { settings, plugins, resume, dryRun, device })
        {
            Add(option);
        }

        SetAction((parsed, cancellation) => Task.FromResult(GroupRun.Of(console, parsed.GetValue(verbose), (group, ranked) =>
        {
            CommonOptions.LoadPlugins(parsed.GetValue(plugins));
            var (config, document) = RunConfigFile.Load(
                parsed.GetRequiredValue(configs), parsed.GetValue(settings), parsed.GetValue(plugins));
            ConfigRemarks.Show(ranked, document);
            CheckRunDirectory(config.Trainer, parsed.GetValue(resume));
            var own = DeviceOptions.ParseDevice(parsed.GetValue(device), ProcessGroups.LocalRank(), group.Size);
            ProcessGroups.Over(own, group, messages =>
            {
                using var run = TrainingRuns.Create(config, document, own, messages);
                Describe(ranked, run);
                if (parsed.GetValue(dryRun))
                {
                    EstimateView.Show(ranked, run, parsed.GetValue(resume));
                    ranked.Out.WriteLine("Everything checks out; nothing was written.");
                    return;
                }

                TrainingView.Prepare(ranked, run, cancellation);
                Report(ranked, TrainingView.Train(ranked, run, parsed.GetValue(resume), cancellation));
            });
        })));
    }

    // Decoding and encoding take a while; a folder that cannot be used is found before.
    private static void CheckRunDirectory(TrainerConfig? trainer, bool resume)
    {
        if (trainer is not null)
        {
            trainer.Validate();
            RunDirectory.Check(trainer.RunDir, resume);
        }
    }

    private static void Describe(CliConsole console, ITrainingRun run)
    {
        foreach (var note in run.Notes)
        {
            console.Error.WriteLine(note);
        }

        foreach (var warning in run.Warnings)
        {
            console.Error.WriteLine($"warning: {warning}");
        }

        if (run.Buckets.Sizes.Count > 1)
        {
            BucketView.Write(console.Error, run.Buckets.Sizes, run.Buckets.Counts);
        }

        var (trainable, frozen) = run.Parameters;
        console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.ClipCount} clips, {trainable:N0} trainable and {frozen:N0} frozen parameters, up to step {run.Trainer.MaxSteps} in {run.Trainer.RunDir}"));
    }

    private static void Report(CliConsole console, TrainResult result) => console.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"step {result.Steps}, loss {result.FinalLoss:G4}, {result.Elapsed.TotalSeconds:0.0} s, checkpoint {result.Checkpoint}"));
}
