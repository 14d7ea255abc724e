using SharpSat.Cli.Commands;
using SharpSat.Cli.Rendering;
using SharpSat.Video.Evaluation;
using SharpSat.Video.Media;
using SharpSat.Video.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Cli.Evaluation;

/// <summary>Makes nano's evaluation videos, reads them back from their files and judges them.</summary>
internal sealed record EvaluationJob
{
    public required SampleModel Model { get; init; }

    public required IReadOnlyList<LoraChoice> Loras { get; init; }

    public required IReadOnlyList<EvaluationPrompt> Prompts { get; init; }

    public required string Folder { get; init; }

    public required bool Force { get; init; }

    /// <summary>The videos' figures.</summary>
    public Figures Run(CliConsole console, CancellationToken cancellation)
    {
        LoraOptions.RequireFree(Folder, Force);
        _ = FfmpegTools.Version();
        using var run = new SamplingRun(Model.Config);
        foreach (var note in run.Load(ScalarType.Float32, CPU, [.. Model.Adapters, .. Loras]))
        {
            console.Error.WriteLine(note);
        }

        Directory.CreateDirectory(Folder);
        var videos = ProgressView.Run(console, "videos", report => Prompts.Select((prompt, i) =>
        {
            var judged = Interrupt.Over(() => Judge(run, prompt, cancellation), cancellation);
            report(i + 1, Prompts.Count, $"{prompt.Asked.Slug}: {judged.Video.Verdict}");
            return judged;
        }).ToList());
        var figures = Figures.Of([.. videos.Select(v => v.Video)]);
        File.WriteAllText(Path.Combine(Folder, "verdicts.json"), JsonView.Text(new { figures, videos = videos.Select(v => Described(v.Video)) }));
        ContactSheet.Save(Path.Combine(Folder, "contact-sheet.png"), [.. videos.Select(v => new ContactSheetRow(Caption(v.Video), v.Frames))]);
        Show(console, figures, videos.Select(v => v.Video));
        return figures;
    }

    private (JudgedVideo Video, FrameBatch Frames) Judge(SamplingRun run, EvaluationPrompt prompt, CancellationToken cancellation)
    {
        var file = Path.Combine(Folder, prompt.File);
        using (var video = run.Generate(new SamplingItem(prompt.Prompt) { Seed = prompt.Seed }, cancellation: cancellation))
        {
            VideoWriter.Write(file, FrameBatch.FromBytes_FHWC(video.Frames_FHWC), run.Settings.Fps);
        }

        var frames = VideoReader.ReadAll(file);
        return (new JudgedVideo(prompt, ShapeJudge.Judge(frames)), frames);
    }

    private void Show(CliConsole console, Figures figures, IEnumerable<JudgedVideo> videos)
    {
        TableView.Write(console, ["", "right", ""], figures.Rows());
        foreach (var wrong in videos.Where(v => !v.IsRight))
        {
            console.Out.WriteLine($"wrong: {wrong.Asked.File} shows {wrong.Verdict}");
        }

        console.Out.WriteLine($"videos, verdicts.json and contact-sheet.png in {Folder}");
    }

    private static string Caption(JudgedVideo video) => video.IsRight ? video.Asked.Prompt : $"{video.Asked.Prompt}   (read as: {video.Verdict})";

    private static object Described(JudgedVideo video) => new
    {
        file = video.Asked.File, prompt = video.Asked.Prompt, seed = video.Asked.Seed, asked = video.Asked.Asked, verdict = video.Verdict, right = video.IsRight,
    };
}
