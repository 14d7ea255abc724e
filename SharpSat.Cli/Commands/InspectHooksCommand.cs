using System.CommandLine;
using SharpSat.Cli.Rendering;
using SharpSat.Core.Configuration;
using SharpSat.Core.Hooks;
using SharpSat.Video.Configuration;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat inspect hooks CONFIG|PRESET</c>.</summary>
internal sealed class InspectHooksCommand : Command
{
    public InspectHooksCommand(CliConsole console)
        : base("hooks", "Show who hooks what in a network: each chain from the outermost mixin to the default. No weights are loaded.")
    {
        var configs = CommonOptions.Configs();
        var settings = CommonOptions.Settings();
        var plugins = CommonOptions.Plugins();
        var format = new Option<string>("--format") { Description = "table, json or dot (Graphviz).", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json", "dot");
        Add(configs);
        Add(settings);
        Add(plugins);
        Add(format);
        SetAction(parsed =>
        {
            CommonOptions.LoadPlugins(parsed.GetValue(plugins));
            var (config, document) = RunConfigFile.Load(parsed.GetRequiredValue(configs), parsed.GetValue(settings));
            ConfigRemarks.Show(console, document);
            var rows = HookRow.Group(Describe(config));
            switch (parsed.GetValue(format))
            {
                case "json":
                    JsonView.Write(console, rows.Select(r => new { r.Hook, r.Site, r.Layers, Chain = r.Links.Select(l => new { l.Origin, l.Kind }), r.EndsInDefault }));
                    break;
                case "dot":
                    console.Out.Write(HookGraph.Dot(rows));
                    break;
                default:
                    TableView.Write(console, ["hook", "site", "layers", "chain"], rows.Select(r => new[] { r.Hook, r.Site, r.LayerText, r.Chain }));
                    break;
            }
        });
    }

    private static IReadOnlyList<HookDescription> Describe(RunConfig config)
    {
        using var factory = new ComponentFactory();
        using var network = NetworkBuilder.Build(config.Model, factory);
        if (config.Lora is { } lora)
        {
            NetworkBuilder.AddLora(network, lora);
        }

        return network.Hooks.Describe();
    }
}
