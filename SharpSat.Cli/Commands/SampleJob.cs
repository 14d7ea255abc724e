using System.Globalization;
using Newtonsoft.Json;
using SharpSat.Cli.Rendering;
using SharpSat.Core.Errors;
using SharpSat.Video.Engine;
using SharpSat.Video.Media;
using SharpSat.Video.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Cli.Commands;

/// <summary>Makes the videos of one <c>sample</c> call and writes them.</summary>
internal sealed record SampleJob
{
    public required SampleModel Config { get; init; }

    public required IReadOnlyList<string> Prompts { get; init; }

    public required string? Negative { get; init; }

    public required IReadOnlyList<LoraChoice> Loras { get; init; }

    public required bool ForceLora { get; init; }

    public required long Seed { get; init; }

    public required Device Device { get; init; }

    public required ScalarType Dtype { get; init; }

    public required string Folder { get; init; }

    public required bool Force { get; init; }

    /// <summary>Checks everything, then makes and writes one video after the other.</summary>
    public void Run(CliConsole console, CancellationToken cancellation)
    {
        if (!Force && (File.Exists(Folder) || (Directory.Exists(Folder) && Directory.EnumerateFileSystemEntries(Folder).Any())))
        {
            throw new InputException($"Folder '{Folder}' is not empty; name another one or use --force.");
        }

        _ = FfmpegTools.Version();
        using var run = new SamplingRun(Config.Config);
        IReadOnlyList<LoraChoice> loras = [.. Config.Adapters, .. Loras];
        foreach (var note in run.Load(Dtype, Device, loras, ForceLora))
        {
            console.Error.WriteLine(note);
        }

        var rows = ProgressView.Run(console, "sampling", report => Prompts
            .Select((prompt, i) => Interrupt.Over(() => One(run, prompt, i, loras, report, cancellation), cancellation))
            .ToList());
        ContactSheet.Save(Path.Combine(Folder, "contact-sheet.png"), rows);
        console.Out.WriteLine($"{rows.Count} videos and contact-sheet.png in {Folder}");
    }

    private ContactSheetRow One(
        SamplingRun run, string prompt, int index, IReadOnlyList<LoraChoice> loras, Action<long, long, string> report, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var total = (long)Prompts.Count * run.Settings.Steps;
        var video = run.Generate(
            prompt,
            Negative,
            Seed + index,
            p => report((index * (long)run.Settings.Steps) + (p.Stage == GenerationStage.Denoising ? p.Done : p.Stage == GenerationStage.Decoding ? run.Settings.Steps : 0), total, $"video {index + 1} of {Prompts.Count}"),
            cancellation);
        using (video)
        {
            var frames = FrameBatch.FromBytes_FHWC(video.Frames_FHWC);
            var name = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{index:0000}-{PromptList.Slug(prompt)}"));
            VideoWriter.Write(name + ".mp4", frames, run.Settings.Fps);
            File.WriteAllText(name + ".json", Settings(run, prompt, index, loras));
            return new ContactSheetRow(prompt, frames);
        }
    }

    private string Settings(SamplingRun run, string prompt, int index, IReadOnlyList<LoraChoice> loras) => JsonConvert.SerializeObject(
        new
        {
            prompt,
            negative = Negative,
            seed = Seed + index,
            loras = loras.Select(l => new { path = l.Path, scale = l.Scale }),
            dtype = Dtype.ToString().ToLowerInvariant(),
            sampling = Config.Document.Root["sampling"],
            model = Config.Document.Root["model"],
        },
        Formatting.Indented);
}
