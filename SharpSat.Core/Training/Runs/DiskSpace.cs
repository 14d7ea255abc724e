using SharpSat.Core.Errors;
using SharpSat.Core.Files;

namespace SharpSat.Core.Training.Runs;

/// <summary>Finds before a run starts that its checkpoints would not fit.</summary>
internal static class DiskSpace
{
    /// <exception cref="InputException">Fewer than <paramref name="needed"/> bytes are free.</exception>
    public static void Require(string folder, long needed) => OutputFolder.RequireSpace(
        folder, needed, "the checkpoints of this run need", "Free some space, lower trainer.keep_last or choose another trainer.run_dir.");
}
