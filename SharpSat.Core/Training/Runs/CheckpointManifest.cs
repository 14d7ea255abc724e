using System.Security.Cryptography;
using Newtonsoft.Json;

namespace SharpSat.Core.Training.Runs;

/// <summary>The list of a checkpoint's files with their SHA-256 hashes; a folder without a matching one is not a checkpoint.</summary>
internal sealed record CheckpointManifest
{
    public const string FileName = "manifest.json";

    [JsonProperty(Required = Required.Always)]
    public required int Format { get; init; }

    [JsonProperty(Required = Required.Always)]
    public required long Step { get; init; }

    [JsonProperty(Required = Required.Always)]
    public required SortedDictionary<string, string> Sha256 { get; init; }

    /// <summary>Describes the files now in <paramref name="folder"/>.</summary>
    public static CheckpointManifest Of(string folder, long step) => new()
    {
        Format = 1,
        Step = step,
        Sha256 = new SortedDictionary<string, string>(
            Directory.GetFiles(folder).ToDictionary(path => Path.GetFileName(path), Hash), StringComparer.Ordinal),
    };

    /// <summary>What is wrong with a checkpoint folder, or null if it is complete.</summary>
    public static string? Problem(string folder, long step)
    {
        try
        {
            var manifest = RunJson.Read<CheckpointManifest>(File.ReadAllText(Path.Combine(folder, FileName)));
            if (manifest.Step != step)
            {
                return $"its manifest is of step {manifest.Step}";
            }

            var bad = manifest.Sha256.FirstOrDefault(file => Hash(Path.Combine(folder, file.Key)) != file.Value).Key;
            return bad is null ? null : $"'{bad}' is damaged (its hash differs from the manifest's)";
        }
        catch (FileNotFoundException missing)
        {
            return $"'{Path.GetFileName(missing.FileName)}' is missing";
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            return failure is JsonException ? $"its {FileName} is damaged" : failure.Message;
        }
    }

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
