using System.Globalization;

namespace SharpSat.Core.Training.Runs;

/// <summary>
/// The folders <c>step-000500</c> of a run. Each is written under a temporary name, flushed and renamed, so that a kill
/// at any moment leaves the last complete one.
/// </summary>
/// <param name="folder">The run's <c>checkpoints</c> folder; created when the first checkpoint is written.</param>
public sealed class CheckpointStore(string folder)
{
    private const string Prefix = "step-";
    private const string Partial = ".partial";
    private readonly HashSet<long> _damaged = [];

    /// <summary>Name of a step's folder.</summary>
    internal static string NameOf(long step) => Prefix + step.ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>Whether any checkpoint is there, damaged or not.</summary>
    public bool Any => Count > 0;

    /// <summary>Number of checkpoints, damaged ones included.</summary>
    public int Count => Steps().Count;

    /// <summary>The complete checkpoint of the highest step, or null.</summary>
    /// <param name="warn">Told about each damaged one that is passed over.</param>
    public CheckpointInfo? Latest(Action<string>? warn = null)
    {
        foreach (var (step, path) in Steps().OrderByDescending(entry => entry.Step))
        {
            if (CheckpointManifest.Problem(path, step) is not { } problem)
            {
                return new CheckpointInfo(step, path);
            }

            _damaged.Add(step);
            warn?.Invoke($"Checkpoint {path} is passed over: {problem}.");
        }

        return null;
    }

    /// <summary>Writes the checkpoint of a step; replaces a damaged one of the same step.</summary>
    /// <param name="step">Optimizer steps taken.</param>
    /// <param name="writeFiles">Writes the files into the folder it is given.</param>
    /// <exception cref="IOException">It could not be written; earlier checkpoints are untouched.</exception>
    public CheckpointInfo Write(long step, Action<string> writeFiles)
    {
        ArgumentNullException.ThrowIfNull(writeFiles);
        var final = Path.Combine(folder, NameOf(step));
        var temporary = final + Partial;
        try
        {
            Remove(temporary);
            Directory.CreateDirectory(temporary);
            writeFiles(temporary);
            DurableFiles.WriteText(
                Path.Combine(temporary, CheckpointManifest.FileName), RunJson.Write(CheckpointManifest.Of(temporary, step)));
            foreach (var file in Directory.GetFiles(temporary))
            {
                DurableFiles.Flush(file);
            }

            DurableFiles.FlushFolder(temporary);
            Remove(final);
            Directory.Move(temporary, final);
            DurableFiles.FlushFolder(folder);
            _damaged.Remove(step);
            return new CheckpointInfo(step, final);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            TryRemove(temporary);
            throw new IOException($"The checkpoint of step {step} could not be written ({failure.Message}); earlier ones are untouched.", failure);
        }
    }

    /// <summary>
    /// Deletes what is older than the newest <paramref name="keep"/> checkpoints (0 keeps all) and what killed runs left
    /// half-written. One that <see cref="Latest"/> found damaged does not count.
    /// </summary>
    /// <param name="keep">How many of the newest stay.</param>
    /// <param name="keepEvery">Those of every so many steps stay too; 0 for none.</param>
    public void Prune(int keep, long keepEvery = 0)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var left in Directory.GetDirectories(folder, Prefix + "*" + Partial))
        {
            TryRemove(left);
        }

        var kept = Steps().Select(entry => entry.Step).Where(step => !_damaged.Contains(step)).OrderDescending().Take(keep).ToList();
        foreach (var (_, path) in Steps().Where(entry => kept.Count == keep && keep > 0 && entry.Step < kept[^1] && (keepEvery == 0 || entry.Step % keepEvery != 0)))
        {
            // Renamed first: a kill while deleting must not leave what looks like a damaged checkpoint.
            Directory.Move(path, path + Partial);
            TryRemove(path + Partial);
        }
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static void TryRemove(string path)
    {
        try
        {
            Remove(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Left-overs cost space only; the next pruning tries again.
        }
    }

    private List<(long Step, string Path)> Steps()
    {
        var found = new List<(long, string)>();
        if (Directory.Exists(folder))
        {
            foreach (var path in Directory.GetDirectories(folder, Prefix + "*"))
            {
                var digits = Path.GetFileName(path)[Prefix.Length..];
                if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var step))
                {
                    found.Add((step, path));
                }
            }
        }

        return found;
    }
}
