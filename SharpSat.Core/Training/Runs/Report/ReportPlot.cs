using System.Text;
using ScottPlot;

namespace SharpSat.Core.Training.Runs.Report;

/// <summary>Draws a report's curves.</summary>
internal static class ReportPlot
{
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
        PlotFont.Apply(plot);

        // As a picture of its own: the names inside several drawings would clash within one page.
        var svg = Convert.ToBase64String(Encoding.UTF8.GetBytes(plot.GetSvgXml(560, 300)));
        return $"<img class=\"plot\" alt=\"{Html.Text(title)}\" src=\"data:image/svg+xml;base64,{svg}\">";
    }
}
