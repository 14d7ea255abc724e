using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using SharpSat.Cli.Rendering;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Interop.Lora;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat lora info FILE</c>.</summary>
internal sealed class LoraInfoCommand : Command
{
    public LoraInfoCommand(CliConsole console)
        : base("info", "What an adapter file is: its form, projections, ranks, and alphas with where they come from.")
    {
        var file = new Argument<string>("file") { Description = "An adapter of any form: file, folder or run." };
        var alpha = LoraOptions.Alpha();
        var json = CommonOptions.Json();
        Add(file);
        Add(alpha);
        Add(json);
        SetAction(parsed =>
        {
            using var adapter = LoraFiles.Open(parsed.GetRequiredValue(file), LoraOptions.ParseAlpha(parsed.GetValue(alpha)));
            if (parsed.GetValue(json))
            {
                JsonView.Write(console, new
                {
                    Source = adapter.Description,
                    adapter.Format,
                    adapter.AlphaOrigin,
                    adapter.Base,
                    adapter.Targets,
                    adapter.UnknownKeys,
                    adapter.OtherTensors,
                    Pairs = adapter.Pairs.Select(p => new
                    {
                        p.Site, Rows = p.Rows.ToString(), p.Rank, p.Alpha, p.Scaling, A = p.A.shape, B = p.B.shape, Dtype = Dtype(p), p.KeyA, p.KeyB,
                    }),
                });
                return;
            }

            Write(console, adapter);
        });
    }

    private static void Write(CliConsole console, LoraAdapter adapter)
    {
        TableView.Write(console, ["projection", "rows", "layers", "rank", "alpha", "alpha/rank", "A", "B", "dtype"], adapter.Pairs
            .GroupBy(p => (Kind: Regex.Replace(p.Site, @"(?<=\.)\d+(?=\.)", "*"), p.Rows, p.Rank, p.Alpha, A: Shape(p.A.shape), B: Shape(p.B.shape), Dtype: Dtype(p)))
            .Select(g => new[]
            {
                g.Key.Kind, g.Key.Rows.ToString(), Text(g.Count()), Text(g.Key.Rank), Text(g.Key.Alpha), Text(g.Key.Alpha / g.Key.Rank), g.Key.A, g.Key.B, g.Key.Dtype,
            }));
        console.Out.WriteLine($"form: {adapter.Format}, {Text(adapter.Pairs.Count)} pairs in {adapter.Description}");
        console.Out.WriteLine($"alpha: {adapter.AlphaOrigin}");
        Line("base", adapter.Base);
        Line("other tensors, left alone", adapter.OtherTensors == 0 ? null : Text(adapter.OtherTensors));
        Line("no place in a CogVideoX transformer", adapter.UnknownKeys.Count == 0 ? null : string.Join(", ", adapter.UnknownKeys));

        void Line(string what, string? value)
        {
            if (value is not null)
            {
                console.Out.WriteLine($"{what}: {value}");
            }
        }
    }

    private static string Dtype(LoraPair pair) => pair.A.dtype.ToString().ToLowerInvariant();

    private static string Shape(long[] shape) => $"[{string.Join(", ", shape)}]";

    private static string Text(double number) => number.ToString("G6", CultureInfo.InvariantCulture);
}
