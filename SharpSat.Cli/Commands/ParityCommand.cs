using System.CommandLine;
using System.Globalization;
using SharpSat.Cli.Rendering;
using SharpSat.Core.Errors;
using SharpSat.Video.Parity;

namespace SharpSat.Cli.Commands;

/// <summary>Replays recorded cases and shows how far the numbers are from the recorded ones.</summary>
internal sealed class ParityCommand : Command
{
    private const int NotSupported = 3;

    public ParityCommand(CliConsole console)
        : base("parity", "Replay recorded cases of the Python originals and compare every stage. Exits 1 on a miss, 3 for what it does not support.")
    {
        var paths = new Argument<string[]>("case")
        {
            Description = "Case folders (case.json, tensors.safetensors); files beside them, as a * gives, are skipped.",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = CommonOptions.Json();
        Add(paths);
        Add(json);
        SetAction((parsed, cancellation) => Task.FromResult(Replay(console, Folders(parsed.GetRequiredValue(paths)), parsed.GetValue(json), cancellation)));
    }

    private static List<string> Folders(string[] paths)
    {
        var folders = paths.Where(path => !File.Exists(path)).ToList();
        return folders.Count > 0 ? folders : throw new InputException($"'{paths[0]}' is a file; name the folder of a recorded case.");
    }

    private static int Replay(CliConsole console, List<string> folders, bool json, CancellationToken cancellation)
    {
        var reports = ProgressView.Run(console, "replaying", report => folders
            .Select((folder, i) =>
            {
                var result = ParityRunner.Run(folder, (_, _) => report(i, folders.Count, Path.GetFileName(folder)), cancellation);
                report(i + 1, folders.Count, Path.GetFileName(folder));
                return result;
            })
            .ToList());
        if (json)
        {
            JsonView.Write(console, reports.Select(r => new { r.Folder, r.Suite, r.Kind, r.Runs, Pass = r.Pass && r.Unsupported.Count == 0, r.FirstMiss, r.Differences, r.Unsupported, r.Families, Misses = r.Checks.Where(c => !c.Pass) }));
        }
        else
        {
            reports.ForEach(report => Show(console, report));
        }

        return reports.Any(r => !r.Pass) ? ErrorHandler.Failed : reports.Any(r => r.Unsupported.Count > 0) ? NotSupported : 0;
    }

    private static void Show(CliConsole console, ParityReport report)
    {
        console.Out.WriteLine($"{report.Folder}: {report.Suite}/{report.Kind}, {report.Runs} runs, {report.Checks.Count} comparisons: {Verdict(report)}");
        TableView.Write(console, ["stage", "compared", "max abs error", "max rel error", "tolerance", "pass"], report.Families.Select(Row));
        if (report.FirstMiss is { } miss)
        {
            console.Out.WriteLine($"first diverging stage: {miss.Stage} (run '{miss.Run}', {miss.Name}): {miss.Detail}");
        }

        foreach (var what in report.Differences)
        {
            console.Out.WriteLine($"documented difference: {what}");
        }

        foreach (var what in report.Unsupported)
        {
            console.Out.WriteLine($"not supported: {what}");
        }

        console.Out.WriteLine();
    }

    private static string Verdict(ParityReport report) =>
        report.Pass ? report.Unsupported.Count == 0 ? "pass" : "not supported in part" : $"{report.Checks.Count(c => !c.Pass)} missed";

    private static string[] Row(ParityFamily family) =>
    [
        family.Stage,
        family.Compared.ToString(CultureInfo.InvariantCulture),
        family.MaxAbsError.ToString("g3", CultureInfo.InvariantCulture),
        family.MaxRelError.ToString("g3", CultureInfo.InvariantCulture),
        family.Tolerance,
        family.Missed == 0 ? "yes" : $"no ({family.Missed})",
    ];
}
