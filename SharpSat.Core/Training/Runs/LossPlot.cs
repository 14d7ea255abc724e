using ScottPlot;

namespace SharpSat.Core.Training.Runs;

/// <summary>Draws <c>loss.png</c>.</summary>
public static class LossPlot
{
    /// <summary>The raw loss and its running mean over the steps, 900x500 px. Nothing is drawn without a finite loss.</summary>
    public static void Draw(IReadOnlyList<MetricsLine> lines, string path)
    {
        var shown = lines.Where(line => double.IsFinite(line.Loss)).ToList();
        if (shown.Count == 0)
        {
            return;
        }

        var steps = shown.Select(line => (double)line.Step).ToArray();
        var losses = shown.Select(line => line.Loss).ToArray();
        using var plot = new Plot();
        var raw = plot.Add.ScatterLine(steps, losses, Colors.CornflowerBlue);
        raw.LegendText = "loss";
        var smooth = plot.Add.ScatterLine(steps, Smooth(losses), Colors.Navy);
        smooth.LegendText = "running mean";
        smooth.LineWidth = 2;
        plot.XLabel("step");
        plot.YLabel("loss");
        plot.Title("Training loss");
        plot.ShowLegend(Alignment.UpperRight);
        PlotFont.Apply(plot);
        var temporary = path + ".partial";
        File.WriteAllBytes(temporary, plot.GetImageBytes(900, 500, ImageFormat.Png));
        File.Move(temporary, path, overwrite: true);
    }

    // Exponential mean over about 5 % of the run, corrected for its start.
    internal static double[] Smooth(double[] values)
    {
        var keep = 1 - (1.0 / Math.Max(1, values.Length / 20));
        var smooth = new double[values.Length];
        var (sum, weight) = (0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            sum = (keep * sum) + values[i];
            weight = (keep * weight) + 1;
            smooth[i] = sum / weight;
        }

        return smooth;
    }
}
