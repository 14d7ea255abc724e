using SharpSat.Core.Errors;

namespace SharpSat.Core.Training.Runs;

/// <summary>Finds before a run starts that its checkpoints would not fit.</summary>
internal static class DiskSpace
{
    /// <exception cref="InputException">Fewer than <paramref name="needed"/> bytes are free.</exception>
    public static void Require(string folder, long needed)
    {
        var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        if (free < needed)
        {
            throw new InputException(
                $"{folder} has {Mebibytes(free)} free, but the checkpoints of this run need {Mebibytes(needed)}. "
                + "Free some space, lower trainer.keep_last or choose another trainer.run_dir.");
        }
    }

    private static string Mebibytes(long bytes) => FormattableString.Invariant($"{bytes / 1048576.0:N0} MiB");
}
