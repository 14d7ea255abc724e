using System.Diagnostics;
using System.Globalization;
using SharpSat.Cli.Rendering;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Video.Configuration;
using SharpSat.Video.Data.Synthetic;
using SharpSat.Video.Media;
using SharpSat.Video.Runs;
using static TorchSharp.torch;

namespace SharpSat.Cli.Demo;

/// <summary>The demo from top to bottom: render, train, sample, teach, sample again, show.</summary>
internal sealed class DemoJob(CliConsole console, DemoPlan plan)
{
    public void Run(CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        plan.Validate();
        _ = FfmpegTools.Version();
        Clear();

        Say("1 of 5", "rendering clips of moving shapes, and some of stars");
        Render(plan.ShapeFolder, plan.Shapes, cancellation);
        Render(plan.StarFolder, plan.Stars, cancellation);

        Say("2 of 5", "training the tiny network on circles and squares");
        Train(plan.NetworkConfig(), cancellation);

        Say("3 of 5", "making videos with it; it has never seen a star");
        var before = Sample(plan.NetworkRun, [], plan.Before, "before: the network alone", cancellation);

        Say("4 of 5", "teaching it stars with a LoRA");
        Train(plan.LoraConfig(), cancellation);

        Say("5 of 5", "making the same videos with the LoRA");
        var after = Sample(plan.NetworkRun, [new LoraChoice(plan.LoraRun)], plan.After, "after: with the star LoRA", cancellation);

        ContactSheet.Save(plan.Sheet, [.. before, .. after]);
        File.Copy(Path.Combine(plan.LoraRun, "loss.png"), Path.Combine(plan.Folder, "loss-lora.png"), overwrite: true);
        File.Copy(Path.Combine(plan.NetworkRun, "loss.png"), Path.Combine(plan.Folder, "loss.png"), overwrite: true);
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Done in {clock.Elapsed:m\\:ss}. Look at {plan.Sheet}"));
        console.Out.WriteLine($"videos {plan.Before}, {plan.After}; loss {Path.Combine(plan.Folder, "loss.png")}; LoRA {ModelWeights.LastCheckpoint(plan.LoraRun).Folder}");
    }

    // An earlier demo is replaced; a folder that no demo wrote is left alone.
    private void Clear()
    {
        try
        {
            if (Directory.Exists(plan.Folder) && Directory.EnumerateFileSystemEntries(plan.Folder).Any())
            {
                if (!File.Exists(plan.Marker))
                {
                    throw new InputException($"Folder '{plan.Folder}' is not empty and no demo wrote it; name another one with --out.");
                }

                Directory.Delete(plan.Folder, recursive: true);
            }

            Directory.CreateDirectory(plan.Folder);
            File.WriteAllText(plan.Marker, "Written by 'sharpsat demo', which replaces this whole folder when it runs again.\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"Folder '{plan.Folder}' cannot be written: {e.Message} Name another one with --out.", e);
        }
    }

    private void Render(string folder, MovingShapesParams clips, CancellationToken cancellation) =>
        ProgressView.Run(console, "clips", report =>
            MovingShapesWriter.Write(folder, clips, overwrite: false, (done, total) => report(done, total, string.Empty), cancellation));

    private void Train(ConfigDocument document, CancellationToken cancellation)
    {
        var resolved = RunConfigFile.OverPreset(document);
        using var run = TrainingRuns.Create(RunConfigFile.Bind(resolved), resolved, CPU);
        TrainingView.Prepare(console, run, cancellation);
        TrainingView.Train(console, run, resume: false, cancellation);
    }

    private List<ContactSheetRow> Sample(
        string model, IReadOnlyList<LoraChoice> loras, string folder, string group, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var (config, _) = RunConfigFile.Load([model], [$"model.weights={Newtonsoft.Json.JsonConvert.ToString(model)}"]);
        using var run = new SamplingRun(config);
        run.Load(ScalarType.Float32, CPU, loras);
        return ProgressView.Run(console, "sampling", report => DemoPlan.Prompts.Select((prompt, i) =>
        {
            using var video = run.Generate(new SamplingItem(prompt) { Seed = i }, cancellation: cancellation);
            var frames = FrameBatch.FromBytes_FHWC(video.Frames_FHWC);
            var name = string.Create(CultureInfo.InvariantCulture, $"{i:0000}-{Commands.PromptList.Slug(prompt)}.mp4");
            VideoWriter.Write(Path.Combine(folder, name), frames, run.Settings.Fps);
            report(i + 1, DemoPlan.Prompts.Count, prompt);
            return new ContactSheetRow(prompt, frames, group);
        }).ToList());
    }

    private void Say(string number, string what) => console.Error.WriteLine($"[{number}] {what}");
}
