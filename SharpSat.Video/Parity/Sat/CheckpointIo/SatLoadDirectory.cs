using System.Globalization;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;

namespace SharpSat.Video.Parity.Sat.CheckpointIo;

/// <summary>The directory that a run loads: one of the case, or one made for the run in a temporary folder.</summary>
internal sealed class SatLoadDirectory : IDisposable
{
    private readonly string? _temporary;

    private SatLoadDirectory(string path, string? temporary)
    {
        Path = path;
        _temporary = temporary;
    }

    public string Path { get; }

    /// <summary>
    /// <c>dir</c>; or a directory whose <c>latest</c> holds the text given, with a checkpoint of <c>module_from</c> under
    /// prefixed names; or, with neither, a directory that does not exist.
    /// </summary>
    public static SatLoadDirectory Prepare(ParityCase parity, JObject load)
    {
        ParityOptions.RequireKnown(load, "load", "dir", "latest", "module_from", "key_prefix", "module_key_prefix");
        if ((string?)load["dir"] is { } existing)
        {
            return new SatLoadDirectory(parity.PathOf(existing), null);
        }

        var temporary = Directory.CreateTempSubdirectory("sharpsat-parity").FullName;
        if (load["latest"] is not { Type: not JTokenType.Null } latest)
        {
            return new SatLoadDirectory(System.IO.Path.Combine(temporary, "missing"), temporary);
        }

        var text = latest.ToString();
        if ((string?)load["module_from"] is { } file)
        {
            using var source = parity.Weights(file);
            var prefix = (string?)load["module_key_prefix"] ?? string.Empty;
            using var renamed = new RenamedWeights(source, name => prefix + name, leaveOpen: true);
            SatDirectoryWriter.Write(temporary, renamed, long.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var iteration) && iteration > 0 ? iteration : null);
        }

        File.WriteAllText(System.IO.Path.Combine(temporary, SatDirectory.LatestFile), text);
        return new SatLoadDirectory(temporary, temporary);
    }

    public void Dispose()
    {
        if (_temporary is not null)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }
}
