using System.CommandLine;
using System.Globalization;
using SharpSat.Cli.Rendering;
using SharpSat.Core.Checkpoints;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat inspect weights PATH</c>.</summary>
internal sealed class InspectWeightsCommand : Command
{
    public InspectWeightsCommand(CliConsole console)
        : base("weights", "Names, shapes and dtypes in a weight file or folder; nothing is read but the headers.")
    {
        var path = new Argument<string>("path") { Description = "A weight file or a folder that holds one." };
        var json = CommonOptions.Json();
        Add(path);
        Add(json);
        SetAction(parsed =>
        {
            using var source = WeightFiles.Open(parsed.GetRequiredValue(path));
            var entries = source.Entries.Values.OrderBy(e => e.Name, StringComparer.Ordinal).ToList();
            if (parsed.GetValue(json))
            {
                JsonView.Write(console, new
                {
                    Source = source.Description,
                    source.Metadata,
                    Tensors = entries.Select(e => new { e.Name, Dtype = Dtype(e), e.Shape }),
                });
                return;
            }

            TableView.Write(console, ["name", "dtype", "shape"], entries.Select(e => new[] { e.Name, Dtype(e), $"[{string.Join(", ", e.Shape)}]" }));
            foreach (var (key, value) in source.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                console.Out.WriteLine($"{key}: {value}");
            }

            var elements = entries.Sum(e => e.Shape.Aggregate(1L, (product, size) => product * size));
            console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entries.Count} tensors, {elements:N0} values in {source.Description}"));
        });
    }

    private static string Dtype(WeightEntry entry) => entry.Dtype.ToString().ToLowerInvariant();
}
