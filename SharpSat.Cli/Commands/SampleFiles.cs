using System.Globalization;
using Newtonsoft.Json;
using SharpSat.Video.Engine;
using SharpSat.Video.Media;
using SharpSat.Video.Runs;

namespace SharpSat.Cli.Commands;

/// <summary>What <c>sample</c> writes for one video: <c>0000-prompt.mp4</c>, its settings, and its latents if asked for.</summary>
internal static class SampleFiles
{
    // Detailed videos take about half of it; noise takes a byte.
    private const double BytesPerPixel = 0.25;

    // Settings, the container, and a row of the contact sheet.
    private const long BytesBeside = 1 << 18;

    /// <summary>Room that the files of one video take, rather too much than too little.</summary>
    public static long Bytes(SampleJob job, SamplingRun run)
    {
        var pixels = (long)run.Settings.Frames * run.Settings.Height * run.Settings.Width;
        return (long)(BytesPerPixel * pixels) + BytesBeside + (job.SaveLatents ? run.LatentNumbers * sizeof(float) : 0);
    }

    /// <summary>Writes them and gives the video's row of the contact sheet.</summary>
    public static ContactSheetRow Write(SampleJob job, SamplingRun run, PromptLine line, int number, GeneratedVideo video)
    {
        var frames = FrameBatch.FromBytes_FHWC(video.Frames_FHWC);
        var name = Name(job, line, number);
        VideoWriter.Write(name + ".mp4", frames, run.Settings.Fps);
        File.WriteAllText(name + ".json", Settings(job, line, number));
        if (job.SaveLatents)
        {
            LatentFiles.Write(name + ".safetensors", video.Latents_TCHW);
        }

        return new ContactSheetRow(line.Prompt, ContactSheet.Shown(frames));
    }

    /// <summary>Path of a video's files without their extension.</summary>
    public static string Name(SampleJob job, PromptLine line, int number) =>
        Path.Combine(job.Folder, string.Create(CultureInfo.InvariantCulture, $"{number:0000}-{PromptList.Slug(line.Prompt)}"));

    private static string Settings(SampleJob job, PromptLine line, int number) => JsonConvert.SerializeObject(
        new
        {
            prompt = line.Prompt,
            negative = job.Negative,
            seed = job.Seed + number,
            input = job.Input.FileOf(line),
            strength = job.Input.Video is null ? null : (double?)job.Input.Strength,
            latents = job.Latents,
            loras = job.AllLoras.Select(l => new { path = l.Path, scale = l.Scale }),
            dtype = job.Dtype.ToString().ToLowerInvariant(),
            sampling = job.Config.Document.Root["sampling"],
            model = job.Config.Document.Root["model"],
        },
        Formatting.Indented);
}
