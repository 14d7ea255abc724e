using SharpSat.Core.Errors;
using SharpSat.Core.Files;

namespace SharpSat.Core.Training.Runs;

/// <summary>
/// The folder of one training run: <c>config.json</c>, <c>environment.json</c>, <c>metrics.jsonl</c>, <c>loss.png</c>,
/// <c>report.html</c> and <c>checkpoints/</c>. It is locked against a second run while open.
/// </summary>
public sealed class RunDirectory : IDisposable
{
    private readonly FileStream? _lock;

    private RunDirectory(string path, FileStream? held)
    {
        Path = path;
        _lock = held;
        Checkpoints = new CheckpointStore(In("checkpoints"));
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Its checkpoints.</summary>
    public CheckpointStore Checkpoints { get; }

    /// <summary>The resolved configuration.</summary>
    public string ConfigFile => In("config.json");

    /// <summary>Versions and machine.</summary>
    public string EnvironmentFile => In("environment.json");

    /// <summary>One JSON line per logged step.</summary>
    public string MetricsFile => In("metrics.jsonl");

    /// <summary>One JSON line per validation.</summary>
    public string ValidationFile => In("validation.jsonl");

    /// <summary>The loss over the steps.</summary>
    public string LossPlotFile => In("loss.png");

    /// <summary>The run as a page to open in a browser.</summary>
    public string ReportFile => In("report.html");

    /// <summary>TensorBoard's event files, if the run writes any.</summary>
    public string BoardFolder => In("tensorboard");

    /// <summary>Folder of the videos that a validation makes after a step.</summary>
    public string SamplesOf(long step) => System.IO.Path.Combine(Path, "samples", CheckpointStore.NameOf(step));

    /// <summary>Finds out what would keep <see cref="Open"/> from using a folder, and leaves nothing behind.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="resume">Whether its run is to be continued.</param>
    /// <exception cref="InputException">
    /// It cannot be written, it holds checkpoints although <paramref name="resume"/> is false, or none although it is true.
    /// </exception>
    public static void Check(string path, bool resume)
    {
        CheckContent(path, resume);
        OutputFolder.RequireWritable(path, Named(path));
    }

    /// <summary>Creates or opens the folder and tries that it can be written.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="resume">Whether its run is to be continued.</param>
    /// <exception cref="InputException">
    /// It cannot be written, another run uses it, it holds checkpoints although <paramref name="resume"/> is false, or
    /// none although it is true.
    /// </exception>
    public static RunDirectory Open(string path, bool resume)
    {
        CheckContent(path, resume);
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw OutputFolder.Unwritable(Named(path), failure);
        }

        OutputFolder.RequireWritable(path, Named(path));
        return new RunDirectory(path, Lock(path));
    }

    /// <summary>The folder for a process that only reads there, because another process of the same run has opened it.</summary>
    public static RunDirectory Follow(string path) => new(path, held: null);

    /// <summary>Lets other runs use the folder.</summary>
    public void Dispose() => _lock?.Dispose();

    private static void CheckContent(string path, bool resume)
    {
        var store = new CheckpointStore(System.IO.Path.Combine(path, "checkpoints"));
        if (resume && !store.Any)
        {
            throw new InputException($"There is no checkpoint in {path} to resume from; start the run without --resume.");
        }

        if (!resume && store.Any)
        {
            throw new InputException(
                $"{path} already holds checkpoints of a run. Use --resume to continue it, or another folder for trainer.run_dir.");
        }

    }

    private static string Named(string path) => $"The run directory {path}";

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(
                System.IO.Path.Combine(path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException failure)
        {
            throw new InputException($"Another run is using {path}; wait for it or choose another folder for trainer.run_dir.", failure);
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
