using SharpSat.Core.Errors;

namespace SharpSat.Core.Files;

/// <summary>Finds out before work starts whether its results can be written.</summary>
public static class OutputFolder
{
    /// <summary>Tries that files can be written to a folder, or made there if it is missing; leaves nothing behind.</summary>
    /// <param name="path">The folder, there or not.</param>
    /// <param name="what">What a message calls it, for example "The run directory runs/first".</param>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static void RequireWritable(string path, string what)
    {
        var probe = Path.Combine(Nearest(path), $".probe-{Environment.ProcessId}");
        try
        {
            File.WriteAllText(probe, "probe");
            File.Delete(probe);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unwritable(what, failure);
        }
    }

    /// <summary>Makes sure that the disk of a folder has room.</summary>
    /// <param name="path">The folder, there or not.</param>
    /// <param name="needed">Bytes.</param>
    /// <param name="what">What needs them, with its verb, for example "the checkpoints of this run need".</param>
    /// <param name="remedy">What to do.</param>
    /// <exception cref="InputException">Fewer bytes are free.</exception>
    public static void RequireSpace(string path, long needed, string what, string remedy)
    {
        var free = new DriveInfo(Nearest(path)).AvailableFreeSpace;
        if (free < needed)
        {
            throw new InputException($"{path} has {Mebibytes(free)} free, but {what} {Mebibytes(needed)}. {remedy}");
        }
    }

    /// <summary>Bytes of all files in a folder and below it; 0 if there is none.</summary>
    internal static long BytesIn(string path) =>
        Directory.Exists(path) ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : 0;

    /// <summary>The message for a folder that cannot be written.</summary>
    internal static InputException Unwritable(string what, Exception failure) => new($"{what} cannot be written: {failure.Message}", failure);

    // A folder that is missing is made in the nearest one above it that is there.
    private static string Nearest(string path)
    {
        var there = Path.GetFullPath(path);
        while (!Path.Exists(there) && Path.GetDirectoryName(there) is { } parent)
        {
            there = parent;
        }

        return there;
    }

    private static string Mebibytes(long bytes) => FormattableString.Invariant($"{Math.Ceiling(bytes / 1048576.0):N0} MiB");
}
