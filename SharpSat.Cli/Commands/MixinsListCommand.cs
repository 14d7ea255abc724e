using System.CommandLine;
using SharpSat.Cli.Rendering;
using SharpSat.Core.Registry;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat mixins list</c>.</summary>
internal sealed class MixinsListCommand : Command
{
    public MixinsListCommand(CliConsole console)
        : base("list", "List every mixin, model and component that configs can name.")
    {
        var plugins = CommonOptions.Plugins();
        var json = CommonOptions.Json();
        Add(plugins);
        Add(json);
        SetAction(parsed =>
        {
            CommonOptions.LoadPlugins(parsed.GetValue(plugins));
            var entries = ComponentRegistry.Entries.OrderByDescending(e => e.Kind).ThenBy(e => e.Name, StringComparer.Ordinal).ToList();
            if (parsed.GetValue(json))
            {
                JsonView.Write(console, entries.Select(e => new
                {
                    e.Name,
                    e.Kind,
                    Type = e.Type.FullName,
                    Assembly = e.AssemblyName,
                    UsedAs = e.Contracts.Select(TypeName.Of),
                    Params = e.ParamsType?.Name,
                    e.Aliases,
                }));
                return;
            }

            TableView.Write(console, ["name", "kind", "used as", "params", "assembly"], entries.Select(Row));
        });
    }

    private static string[] Row(ComponentEntry entry) =>
    [
        entry.Name,
        entry.Kind.ToString().ToLowerInvariant(),
        string.Join(", ", entry.Contracts.Select(TypeName.Of)),
        entry.ParamsType?.Name ?? "-",
        entry.AssemblyName,
    ];
}
