using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints.TorchPickle;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Checkpoints;

/// <summary>
/// Writes a checkpoint directory as SwissArmyTransformer does (reference file sat/training/model_io.py): the folder of the
/// iteration with <c>mp_rank_00_model_states.pt</c>, <c>model_config.json</c>, and last <c>latest</c>, which names the folder.
/// Each file is written under a temporary name and renamed, so that a directory that is read meanwhile, or after a crash,
/// is the old checkpoint or the new one.
/// </summary>
public static class SatDirectoryWriter
{
    /// <summary>Writes the weights and makes them the directory's latest checkpoint.</summary>
    /// <param name="path">The directory; it is created.</param>
    /// <param name="module">Weights under SAT's names, written in the order of its entries as they are stored. It is not disposed.</param>
    /// <param name="iteration">Training steps done, from 1 on; null writes the folder <c>release</c>.</param>
    /// <param name="modelConfig">What <c>model_config.json</c> is to say; null leaves that file as it is.</param>
    /// <returns>The directory, opened.</returns>
    /// <exception cref="InputException">
    /// The iteration is below 1, there are no weights, or the folder holds a checkpoint that is split over model-parallel ranks.
    /// </exception>
    /// <exception cref="IOException">The disk is full, the folder not writable, ...; <c>latest</c> still names the checkpoint before.</exception>
    public static SatDirectory Write(string path, IWeightSource module, long? iteration = null, JObject? modelConfig = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        var tag = iteration is { } number ? number.ToString(CultureInfo.InvariantCulture) : SatDirectory.Release;
        if (iteration < 1)
        {
            throw new InputException($"A SAT checkpoint's iteration is at least 1, not {iteration}; leave it out to write '{SatDirectory.Release}'.");
        }

        if (module.Entries.Count == 0)
        {
            throw new InputException($"'{module.Description}' has no weights to write to '{path}'.");
        }

        var folder = Path.Combine(path, tag);
        if (File.Exists(Path.Combine(folder, SatDirectory.SecondRankFile)))
        {
            throw new InputException($"'{folder}' holds a checkpoint that is split over model-parallel ranks ({SatDirectory.SecondRankFile}). Write to another directory.");
        }

        TorchFileWriter.Write(Path.Combine(folder, SatDirectory.WeightsFile), module);
        if (modelConfig is not null)
        {
            Replace(Path.Combine(path, SatDirectory.ConfigFile), modelConfig.ToString(Formatting.Indented));
        }

        Replace(Path.Combine(path, SatDirectory.LatestFile), tag);
        return SatDirectory.Open(path);
    }

    private static void Replace(string file, string text)
    {
        var temporary = file + ".tmp";
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, file, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
