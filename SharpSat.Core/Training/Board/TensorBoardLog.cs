using System.Buffers.Binary;
using Google.Protobuf;
using SharpSat.Core.Training.Observers;
using SharpSat.Core.Training.Runs;
using SharpSat.Core.Training.Validation;
using Tensorboard;

namespace SharpSat.Core.Training.Board;

/// <summary>Writes a run's figures and sample sheets for TensorBoard (<c>tensorboard --logdir RUN/tensorboard</c>).</summary>
internal sealed class TensorBoardLog(RunDirectory directory, long lastStep, long every) : ITrainingObserver, IDisposable
{
    private readonly EventFile _file = new(directory.BoardFolder, lastStep + 1);

    public void OnStep(StepReport report)
    {
        if (report.Step % every == 0)
        {
            Write(report.Step, [
                Scalar("train/loss", report.Loss),
                Scalar("train/learning rate", report.LearningRate),
                Scalar("train/gradient norm", report.GradientNorm),
                Scalar("speed/samples per second", report.SamplesPerSecond),
                Scalar("speed/share of waiting for data", report.DataWaitShare),
                Scalar("memory/resident MiB", report.ResidentBytes / 1048576.0),
                .. report.Metrics.Select(metric => Scalar($"train/{metric.Key}", metric.Value)),
            ]);
        }
    }

    public void OnValidation(ValidationLine line)
    {
        var folder = directory.SamplesOf(line.Step);
        var sheets = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.png").Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
        Write(line.Step, [
            .. line.Figures.Select(figure => Scalar($"validation/{figure.Key}", figure.Value)),
            .. (line.Averaged ?? new Dictionary<string, double>()).Select(figure => Scalar($"validation, averaged weights/{figure.Key}", figure.Value)),
            .. sheets.Select(sheet => Picture($"samples/{Path.GetFileNameWithoutExtension(sheet)}", sheet)),
        ]);
    }

    public void Dispose() => _file.Dispose();

    private void Write(long step, IEnumerable<Summary.Types.Value> values) =>
        _file.Write(new Event { Step = step, Summary = new Summary { Value = { values } } });

    private static Summary.Types.Value Scalar(string tag, double value) => new() { Tag = tag, SimpleValue = (float)value };

    private static Summary.Types.Value Picture(string tag, string file)
    {
        // Width and height stand first in a PNG's header.
        var png = File.ReadAllBytes(file);
        return new Summary.Types.Value
        {
            Tag = tag,
            Image = new Summary.Types.Image
            {
                Width = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)),
                Height = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)),
                Colorspace = 3,
                EncodedImageString = ByteString.CopyFrom(png),
            },
        };
    }
}
