using SharpSat.Cli.Rendering;
using SharpSat.Core.Errors;
using SharpSat.Core.Files;
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

    public required RankShare Share { get; init; }

    public required string? Negative { get; init; }

    public required SampleInput Input { get; init; }

    public required int VideosPerPrompt { get; init; }

    public required string? Latents { get; init; }

    public required bool SaveLatents { get; init; }

    public required IReadOnlyList<LoraChoice> Loras { get; init; }

    public required bool ForceLora { get; init; }

    public required long Seed { get; init; }

    public required Device Device { get; init; }

    public required ScalarType Dtype { get; init; }

    public required string Folder { get; init; }

    public required bool Force { get; init; }

    /// <summary>Adapters of the model and of the command line.</summary>
    public IReadOnlyList<LoraChoice> AllLoras => [.. Config.Adapters, .. Loras];

    private IReadOnlyList<PromptLine> Prompts => Share.Prompts;

    private string Sheet => Share.Size == 1 ? "contact-sheet.png" : $"contact-sheet-{Share.Rank}.png";

    private IReadOnlyList<(PromptLine Line, int Number)> Videos =>
        [.. Prompts.SelectMany(line => Enumerable.Range(0, VideosPerPrompt).Select(i => (line, (line.Number * VideosPerPrompt) + i)))];

    /// <summary>Checks everything, then makes and writes one video after the other.</summary>
    public void Run(CliConsole console, CancellationToken cancellation)
    {
        CheckFolder();
        if (VideosPerPrompt < 1)
        {
            throw new InputException($"--videos-per-prompt {VideosPerPrompt}: the least is 1.");
        }

        if (Prompts.Count == 0)
        {
            console.Out.WriteLine("There are fewer prompts than processes; this one has none to make.");
            return;
        }

        _ = FfmpegTools.Version();
        using var run = new SamplingRun(Config.Config);
        CheckInputs(run);
        OutputFolder.RequireWritable(Folder, $"The folder {Folder}");
        var count = (long)Prompts.Count * VideosPerPrompt;
        OutputFolder.RequireSpace(Folder, count * SampleFiles.Bytes(this, run), $"{count} videos of this size may need", "Free some space or choose another folder with --out.");
        foreach (var note in Load(run))
        {
            console.Error.WriteLine(note);
        }

        var rows = ProgressView.Run(console, "sampling", report => run.DecodesLast
            ? TwoRounds(console, run, report, cancellation)
            : [.. Videos.Select((video, i) => Interrupt.Over(() => One(run, video.Line, video.Number, i, report, cancellation), cancellation))]);
        ContactSheet.Save(Path.Combine(Folder, Sheet), rows);
        console.Out.WriteLine($"{rows.Count} videos and {Sheet} in {Folder}");
    }

    // Processes that share a folder find what the others wrote; each looks for its own files only.
    private void CheckFolder()
    {
        if (Force)
        {
            return;
        }

        var old = Share.Size > 1 ? Videos.Select(v => SampleFiles.Name(this, v.Line, v.Number) + ".mp4").FirstOrDefault(File.Exists) : null;
        if (old is not null)
        {
            throw new InputException($"'{old}' exists; name another folder or use --force.");
        }

        if (File.Exists(Folder) || (Share.Size == 1 && Directory.Exists(Folder) && Directory.EnumerateFileSystemEntries(Folder).Any()))
        {
            throw new InputException($"Folder '{Folder}' is not empty; name another one or use --force.");
        }
    }

    // Every file is looked at before weights are read, so that a wrong one at the end costs nothing.
    private void CheckInputs(SamplingRun run)
    {
        foreach (var line in Prompts)
        {
            using var scope = NewDisposeScope();
            run.Check(Item(run, line, 0));
        }
    }

    // The texts of all videos are needed at once; pictures and videos are read when their turn comes.
    private IReadOnlyList<string> Load(SamplingRun run)
    {
        using var scope = NewDisposeScope();
        var first = Item(run, Prompts[0], 0);
        var items = Prompts.Select(line => new SamplingItem(line.Prompt) { Negative = Negative, Input = first.Input }).ToList();
        return run.LoadFor(items, Dtype, Device, AllLoras, ForceLora);
    }

    private List<ContactSheetRow> TwoRounds(CliConsole console, SamplingRun run, Action<long, long, string> report, CancellationToken cancellation)
    {
        var sampled = new List<GeneratedVideo>();
        try
        {
            foreach (var (line, number) in Videos)
            {
                sampled.Add(Interrupt.Over(() => Sampled(run, line, number, sampled.Count, report, cancellation), cancellation));
            }

            if (run.BeginDecoding() is { } note)
            {
                console.Error.WriteLine(note);
            }

            return [.. Videos.Select((video, i) => Interrupt.Over(() => Decoded(run, video.Line, video.Number, sampled[i], cancellation), cancellation))];
        }
        finally
        {
            sampled.ForEach(video => video.Dispose());
        }
    }

    private GeneratedVideo Sampled(
        SamplingRun run, PromptLine line, int number, int done, Action<long, long, string> report, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        return run.Sample(Item(run, line, number), Progress(run, done, report), cancellation);
    }

    private ContactSheetRow Decoded(SamplingRun run, PromptLine line, int number, GeneratedVideo sampled, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var video = run.Decode(sampled);
        return SampleFiles.Write(this, run, line, number, video);
    }

    private Action<GenerationProgress> Progress(SamplingRun run, int done, Action<long, long, string> report)
    {
        var count = Prompts.Count * VideosPerPrompt;
        var steps = (long)run.Settings.Steps;
        return p => report((done * steps) + Steps(p, steps), count * steps, $"video {done + 1} of {count}");
    }

    private ContactSheetRow One(
        SamplingRun run, PromptLine line, int number, int done, Action<long, long, string> report, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var video = run.Generate(Item(run, line, number), Progress(run, done, report), cancellation);
        return SampleFiles.Write(this, run, line, number, video);
    }

    private static long Steps(GenerationProgress progress, long steps) => progress.Stage switch
    {
        GenerationStage.Denoising => progress.Done * steps / progress.Total,
        GenerationStage.Decoding => steps,
        _ => 0,
    };

    private SamplingItem Item(SamplingRun run, PromptLine line, int number) => new(line.Prompt)
    {
        Negative = Negative,
        Seed = Seed + number,
        Input = Input.Read(line, run.Settings),
        StartLatents_BTCHW = Latents is null ? null : LatentFiles.Read(Latents),
    };
}
