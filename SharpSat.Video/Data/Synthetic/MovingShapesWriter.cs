using SharpSat.Core.Errors;
using SharpSat.Video.Media;

namespace SharpSat.Video.Data.Synthetic;

/// <summary>Writes a moving-shapes set as a video folder: <c>videos/NAME.mp4</c> and <c>labels/NAME.txt</c>.</summary>
public static class MovingShapesWriter
{
    // Near-lossless, so that the colours survive 4:2:0 and quantisation.
    private static readonly VideoWriterOptions Quality = new() { Crf = 6, Preset = "veryfast" };

    /// <summary>Writes all clips; every mp4 that a kill leaves behind is complete.</summary>
    /// <param name="folder">Folder to write; it must be empty or missing unless <paramref name="overwrite"/> is set.</param>
    /// <param name="params">What to write.</param>
    /// <param name="overwrite">Whether a folder with content may be written into.</param>
    /// <param name="progress">Called with the number of clips written and their total.</param>
    /// <param name="cancellation">Stops between clips.</param>
    /// <exception cref="InputException">The settings are illegal, the folder is not empty, or ffmpeg is missing.</exception>
    /// <returns>Number of clips written.</returns>
    public static int Write(
        string folder, MovingShapesParams @params, bool overwrite = false, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var source = new MovingShapesSource(@params);
        _ = FfmpegTools.Version();
        if (!overwrite && (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())))
        {
            throw new InputException($"Folder '{folder}' is not empty; name another one or allow overwriting.");
        }

        var (videos, labels) = Folders(folder);
        var written = 0;
        var sync = new Lock();
        var options = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellation };
        try
        {
            Parallel.For(0, source.Count, options, i =>
            {
                var (spec, caption, name) = source.Describe(i);
                File.WriteAllText(Path.Combine(labels, name + ".txt"), caption + "\n");
                VideoWriter.Write(Path.Combine(videos, name + ".mp4"), MovingShapes.Render(spec), source.Fps, Quality);
                lock (sync)
                {
                    written++;
                    progress?.Invoke(written, source.Count);
                }
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<InputException>().FirstOrDefault() is { } first)
        {
            throw new InputException(first.Message, e);
        }

        return written;
    }

    private static (string Videos, string Labels) Folders(string folder)
    {
        try
        {
            return (Directory.CreateDirectory(Path.Combine(folder, "videos")).FullName, Directory.CreateDirectory(Path.Combine(folder, "labels")).FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"Folder '{folder}' cannot be written: {e.Message}", e);
        }
    }
}
