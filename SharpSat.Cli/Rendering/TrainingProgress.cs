using System.Globalization;
using SharpSat.Core.Training.Observers;
using SharpSat.Core.Training.Validation;

namespace SharpSat.Cli.Rendering;

/// <summary>Shows a training run's steps and warnings.</summary>
internal sealed class TrainingProgress(CliConsole console, Action<long, long, string> report) : ITrainingObserver
{
    public void OnStep(StepReport step) => report(
        step.Step,
        step.MaxSteps,
        string.Create(
            CultureInfo.InvariantCulture,
            $"loss {step.Loss:0.0000}  grad {step.GradientNorm:0.000}  lr {step.LearningRate:0.0e0}  {step.SamplesPerSecond:0.0} clips/s  {step.ResidentBytes >> 20} MiB"));

    public void OnValidation(ValidationLine line)
    {
        if (line.Figures.TryGetValue("loss", out var loss))
        {
            var averaged = line.Averaged?.TryGetValue("loss", out var other) == true ? string.Create(CultureInfo.InvariantCulture, $", {other:0.0000} with averaged weights") : string.Empty;
            console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {line.Step}: validation loss {loss:0.0000}{averaged}"));
        }
    }

    public void OnWarning(string message) => console.Error.WriteLine($"warning: {message}");
}
