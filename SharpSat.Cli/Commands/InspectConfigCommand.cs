using System.CommandLine;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Cli.Rendering;
using SharpSat.Core.Configuration;
using SharpSat.Video.Configuration;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat inspect config CONFIG...</c>.</summary>
internal sealed class InspectConfigCommand : Command
{
    public InspectConfigCommand(CliConsole console)
        : base("config", "Show what configs resolve to: preset, files and settings merged, each value with the file and line it comes from.")
    {
        var configs = CommonOptions.Configs();
        var settings = CommonOptions.Settings();
        var json = CommonOptions.Json();
        Add(configs);
        Add(settings);
        Add(json);
        SetAction(parsed =>
        {
            var document = RunConfigFile.Resolve(parsed.GetRequiredValue(configs), parsed.GetValue(settings) ?? []);
            ConfigRemarks.Show(console, document);
            if (parsed.GetValue(json))
            {
                console.Out.WriteLine(document.ToJson());
                return;
            }

            TableView.Write(console, ["setting", "value", "from"], Leaves(document.Root).Select(Row));
        });
    }

    private static IEnumerable<JToken> Leaves(JToken token) =>
        token is JContainer { HasValues: true } container ? container.Children().SelectMany(Leaves) : [token];

    private static string[] Row(JToken leaf) => [leaf.Path, leaf.ToString(Formatting.None), ConfigOrigin.Of(leaf)?.ToString() ?? string.Empty];
}
