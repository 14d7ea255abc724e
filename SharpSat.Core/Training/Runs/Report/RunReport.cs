using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Training.Validation;

namespace SharpSat.Core.Training.Runs.Report;

/// <summary>
/// <c>report.html</c>: a run as one page without anything from the network: figures, curves, samples over time,
/// configuration and environment.
/// </summary>
internal static partial class RunReport
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1c1c22; --paper: #fff; --quiet: #666; --line: #ddd; --box: #f5f5f7 }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e6ea; --paper: #17171b; --quiet: #a0a0a8; --line: #3a3a42; --box: #222228 } }
        body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 1160px; padding: 0 1em; color: var(--ink); background: var(--paper) }
        h1 { font-size: 1.5em } h2 { font-size: 1.15em; margin-top: 2em } h3 { font-size: 1em }
        table { border-collapse: collapse } th { text-align: left; font-weight: 500; color: var(--quiet); padding: 2px 1.5em 2px 0; white-space: nowrap; vertical-align: top } td { padding: 2px 0; overflow-wrap: anywhere }
        .plot { border: 1px solid var(--line); margin: 0 8px 8px 0; max-width: 100% } .sheet { max-width: 100%; border: 1px solid var(--line) }
        .videos { display: flex; flex-wrap: wrap; gap: 8px } figure { margin: 0 } video { min-width: 160px; max-width: 360px; display: block } figcaption { color: var(--quiet); font-size: .85em }
        pre { background: var(--box); padding: 1em; overflow: auto }
        """;

    /// <summary>Writes the page from what the run has logged so far.</summary>
    public static void Write(RunDirectory directory, IReadOnlyList<MetricsLine> lines, long maxSteps)
    {
        var title = Html.Text(Path.GetFileName(Path.GetFullPath(directory.Path)));
        var page = new StringBuilder($"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title><style>\n{Style}\n</style></head><body>\n<h1>{title}</h1>\n");
        var looks = ValidationLog.Read(directory.ValidationFile);
        page.Append(Html.Table(Figures(lines, looks, maxSteps)));
        page.Append("<h2>Curves</h2>\n").AppendJoin('\n', Plots(lines, looks).Where(plot => plot.Length > 0)).Append('\n');
        page.Append(ReportSamples.Of(directory));
        page.Append($"<h2>Configuration</h2>\n<details><summary>config.json</summary><pre>{Html.Text(File.ReadAllText(directory.ConfigFile))}</pre></details>\n");
        page.Append("<h2>Environment</h2>\n").Append(Html.Table(Environment(directory.EnvironmentFile))).Append("</body></html>\n");
        DurableFiles.ReplaceText(directory.ReportFile, page.ToString());
    }

    private static IEnumerable<(string Name, string Value)> Figures(IReadOnlyList<MetricsLine> lines, IReadOnlyList<ValidationLine> looks, long maxSteps)
    {
        yield return ("steps", lines.Count == 0 ? "none logged" : Text($"{lines[^1].Step} of {maxSteps}"));
        if (lines.Count > 0)
        {
            yield return ("loss, running mean", Text($"{LossPlot.Smooth([.. lines.Select(l => l.Loss)])[^1]:G4}"));
            foreach (var (name, value) in looks.TakeLast(1).SelectMany(Losses))
            {
                yield return (name, value);
            }

            yield return ("clips per second, median", Text($"{lines.Select(l => l.SamplesPerSecond).Order().ElementAt(lines.Count / 2):0.#}"));
            yield return ("time spent waiting for data", Text($"{lines.Average(l => l.DataWaitShare):P1}"));
            yield return ("most memory", Text($"{lines.Max(l => l.ResidentMib):0} MiB"));
        }

        yield return ("written", DateTimeOffset.UtcNow.ToString("u", CultureInfo.InvariantCulture));
    }

    private static IEnumerable<(string Name, string Value)> Losses(ValidationLine look) =>
        from weights in new[] { (Name: "validation loss", look.Figures), (Name: "validation loss, averaged weights", Figures: look.Averaged) }
        where weights.Figures?.ContainsKey("loss") == true
        select (weights.Name, Text($"{weights.Figures["loss"]:G4} at step {look.Step}"));

    private static IEnumerable<string> Plots(IReadOnlyList<MetricsLine> lines, IReadOnlyList<ValidationLine> looks)
    {
        var smooth = LossPlot.Smooth([.. lines.Select(l => l.Loss)]);
        yield return ReportPlot.Image("loss", [Line("loss", l => l.Loss), new Curve("running mean", [.. lines.Select((l, i) => (l.Step, smooth[i]))])]);
        foreach (var name in looks.SelectMany(l => l.Figures.Keys).Distinct())
        {
            yield return ReportPlot.Image(Title(name), [Look("as trained", name, l => l.Figures), Look("averaged", name, l => l.Averaged)]);
        }

        foreach (var name in lines.SelectMany(l => l.Metrics?.Keys ?? []).Distinct())
        {
            yield return ReportPlot.Image(name, [Line(name, l => l.Metrics?.GetValueOrDefault(name, double.NaN) ?? double.NaN)]);
        }

        yield return ReportPlot.Image("learning rate", [Line("learning rate", l => l.Lr)]);
        yield return ReportPlot.Image("gradient norm, before clipping", [Line("gradient norm", l => l.GradNorm)]);
        yield return ReportPlot.Image("clips per second", [Line("clips per second", l => l.SamplesPerSecond)]);
        yield return ReportPlot.Image("memory in MiB", [Line("memory", l => l.ResidentMib)]);

        Curve Line(string name, Func<MetricsLine, double> value) => new(name, [.. lines.Select(l => (l.Step, value(l)))]);

        Curve Look(string legend, string name, Func<ValidationLine, IReadOnlyDictionary<string, double>?> figures) =>
            new(legend, [.. looks.Select(l => (l.Step, figures(l)?.GetValueOrDefault(name, double.NaN) ?? double.NaN))]);
    }

    // "loss_t0_332" is what the log calls it.
    private static string Title(string figure)
    {
        var match = LevelRange().Match(figure);
        return match.Success ? $"validation {match.Groups["name"].Value}, noise levels {match.Groups["first"].Value} to {match.Groups["last"].Value}" : $"validation {figure.Replace('_', ' ')}";
    }

    [GeneratedRegex("^(?<name>.+)_t(?<first>[0-9]+)_(?<last>[0-9]+)$")]
    private static partial Regex LevelRange();

    private static IEnumerable<(string Name, string Value)> Environment(string file) =>
        JObject.Parse(File.ReadAllText(file)).Properties().Select(p => (p.Name, p.Value.ToString()));

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
