using System.Text;
using ScottPlot;

namespace SharpSat.Core.Training.Runs.Report;

/// <summary>Draws a report's curves.</summary>
internal static class ReportPlot
{
    // The letters are placed for the built-in font, which a browser does not have; these are as wide.
    private const string BrowserFonts = "'DejaVu Sans', Verdana, sans-serif";

    /// <summary>An HTML img element that holds the plot, or nothing without a point to draw.</summary>
    public static string Image(string title, IReadOnlyList<Curve> curves)
    {
        var drawn = curves.Select(curve => (curve.Name, Shown: curve.Shown())).Where(c => c.Shown.Steps.Length > 0).ToList();
        if (drawn.Count == 0)
        {
            return string.Empty;
        }

        using var plot = new Plot();
        foreach (var (name, (steps, values)) in drawn)
        {
            var line = plot.Add.ScatterLine(steps, values);
            line.LegendText = name;
            line.LineWidth = drawn.Count > 1 && name == drawn[^1].Name ? 2 : 1;
        }

        plot.Title(title);
        plot.XLabel("step");
        plot.Legend.IsVisible = drawn.Count > 1;
        if (plot.Legend.IsVisible)
        {
            // Outside the curves, which it would cover.
            plot.Legend.Orientation = Orientation.Horizontal;
            plot.ShowLegend(Edge.Bottom);
        }

        PlotFont.Apply(plot);

        // As a picture of its own: the names inside several drawings would clash within one page.
        var svg = Convert.ToBase64String(Encoding.UTF8.GetBytes(plot.GetSvgXml(560, 300).Replace($"\"{PlotFont.Family}\"", $"\"{BrowserFonts}\"", StringComparison.Ordinal)));
        return $"<img class=\"plot\" alt=\"{Html.Text(title)}\" src=\"data:image/svg+xml;base64,{svg}\">";
    }
}
