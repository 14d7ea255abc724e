using Newtonsoft.Json.Linq;
using SharpSat.Tests.Media;
using SharpSat.Video.Parity;

namespace SharpSat.Tests.Parity.Diffusers;

/// <summary>A recorded case of the repository with one of its runs changed.</summary>
internal static class ChangedCase
{
    /// <summary>Replays one run after a change.</summary>
    public static ParityReport Replay(string name, string run, Action<JObject> change)
    {
        var source = Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", "cases", "diffusers", name);
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, folder[Path.GetRelativePath(source, file)]);
        }

        var json = JObject.Parse(File.ReadAllText(Path.Combine(source, "case.json")));
        json["model"] = Path.GetFullPath(Path.Combine(source, (string)json["model"]!));
        var changed = json["runs"]!.OfType<JObject>().Single(r => (string?)r["name"] == run);
        change(changed);
        json["runs"] = new JArray(changed);
        File.WriteAllText(folder["case.json"], json.ToString());
        return ParityRunner.Run(folder.Path);
    }
}
