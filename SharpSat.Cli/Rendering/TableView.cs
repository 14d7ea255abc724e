using Spectre.Console;

namespace SharpSat.Cli.Rendering;

/// <summary>A table: drawn in a terminal, aligned columns elsewhere.</summary>
internal static class TableView
{
    /// <summary>Prints rows under headings.</summary>
    public static void Write(CliConsole console, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (console.Terminal is { } terminal)
        {
            var table = new Table().Border(TableBorder.Simple);
            foreach (var heading in headings)
            {
                table.AddColumn(new TableColumn(Markup.Escape(heading)));
            }

            foreach (var row in rows)
            {
                table.AddRow(row.Select(Markup.Escape).ToArray());
            }

            terminal.Write(table);
            return;
        }

        var lines = rows.Prepend(headings).ToList();
        var widths = headings.Select((_, column) => lines.Max(line => line[column].Length)).ToList();
        foreach (var line in lines)
        {
            console.Out.WriteLine(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
