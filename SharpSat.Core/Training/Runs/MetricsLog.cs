using System.Text;
using SharpSat.Core.Training.Observers;

namespace SharpSat.Core.Training.Runs;

/// <summary>Writes <c>metrics.jsonl</c>: one line per logged step, without gaps or repeats after a resume.</summary>
public sealed class MetricsLog : ITrainingObserver, IDisposable
{
    private readonly FileStream _stream;
    private readonly long _every;

    /// <summary>Opens the log and drops what is later than <paramref name="lastStep"/>, where the run continues.</summary>
    public MetricsLog(string path, long lastStep, long every = 1)
    {
        _every = every;
        JsonLines.Keep<MetricsLine>(path, line => line.Step <= lastStep);
        _stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    /// <summary>The complete lines of a log; a last line that a kill cut off is left out. Empty without a file.</summary>
    public static IReadOnlyList<MetricsLine> Read(string path) => JsonLines.Read<MetricsLine>(path);

    /// <inheritdoc/>
    public void OnStep(StepReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Step % _every != 0)
        {
            return;
        }

        _stream.Write(Encoding.UTF8.GetBytes(JsonLines.Text(new MetricsLine
        {
            Step = report.Step,
            Loss = report.Loss,
            Lr = report.LearningRate,
            GradNorm = report.GradientNorm,
            SamplesPerSecond = Math.Round(report.SamplesPerSecond, 3),
            DataWaitShare = Math.Round(report.DataWaitShare, 4),
            ResidentMib = Math.Round(report.ResidentBytes / 1048576.0, 1),
            LiveTensors = report.LiveTensors,
            Metrics = report.Metrics.Count > 0 ? report.Metrics : null,
        })));
        _stream.Flush();
    }

    /// <summary>Makes the lines so far survive a power cut; done before each checkpoint.</summary>
    public void Flush() => _stream.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
