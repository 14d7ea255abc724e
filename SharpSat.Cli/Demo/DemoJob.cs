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

        Say("1 of 4", "asking nano for stars, which it has never seen");
        var before = Sample([], plan.Before, cancellation);

        Say("2 of 4", "rendering 24 clips of stars");
        Render(plan.StarFolder, DemoPlan.Stars, cancellation);

        Say("3 of 4", "teaching it stars with a LoRA");
        Train(plan.LoraConfig(), cancellation);

        Say("4 of 4", "asking again, with the LoRA");
        var after = Sample([new LoraChoice(plan.LoraRun)], plan.After, cancellation);

        ContactSheet.Save(plan.Sheet, Rows(before, after), new ContactSheetOptions { Title = "nano before and after its star LoRA" });
        File.Copy(Path.Combine(plan.LoraRun, "loss.png"), plan.LossPlot, overwrite: true);
        File.Copy(Path.Combine(ModelWeights.LastCheckpoint(plan.LoraRun).Folder, ModelWeights.AdapterFile), plan.LoraFile, overwrite: true);
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Done in {clock.Elapsed:m\\:ss}. Look at {plan.Sheet}"));
        console.Out.WriteLine($"videos {plan.Before}, {plan.After}; loss {plan.LossPlot}; LoRA {plan.LoraFile}");
        console.Out.WriteLine($"Your own prompt: ./sharpsat sample --model nano --lora {plan.LoraFile} --prompt \"a cyan star moving up on a black background\" --out out/mine");
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

    private List<FrameBatch> Sample(IReadOnlyList<LoraChoice> loras, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        using var run = new SamplingRun(RunConfigFile.Load(["nano"]).Config);
        run.Load(ScalarType.Float32, CPU, loras);
        return ProgressView.Run(console, "sampling", report => DemoPlan.Prompts.Select((prompt, i) =>
        {
            using var video = run.Generate(new SamplingItem(prompt) { Seed = i }, cancellation: cancellation);
            var frames = FrameBatch.FromBytes_FHWC(video.Frames_FHWC);
            var name = string.Create(CultureInfo.InvariantCulture, $"{i:0000}-{Commands.PromptList.Slug(prompt)}.mp4");
            VideoWriter.Write(Path.Combine(folder, name), frames, run.Settings.Fps);
            report(i + 1, DemoPlan.Prompts.Count, prompt);
            return frames;
        }).ToList());
    }

    private static List<ContactSheetRow> Rows(List<FrameBatch> before, List<FrameBatch> after) =>
    [
        .. DemoPlan.Prompts.SelectMany((prompt, i) => new[]
        {
            new ContactSheetRow("before", before[i], prompt), new ContactSheetRow("after", after[i], prompt),
        }),
    ];

    private void Say(string number, string what) => console.Error.WriteLine($"[{number}] {what}");
}
