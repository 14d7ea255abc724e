using System.Globalization;
using SharpSat.Core.Training.Observers;

namespace SharpSat.Cli.Rendering;

/// <summary>Shows a training run's steps and warnings.</summary>
internal sealed class TrainingProgress(CliConsole console, Action<long, long, string> report) : ITrainingObserver
{
    public void OnStep(StepReport step) => report(
        step.Step,
        step.MaxSteps,
        string.Create(CultureInfo.InvariantCulture, $"loss {step.Loss:0.0000}  lr {step.LearningRate:0.0e0}  {step.SamplesPerSecond:0.0} clips/s"));

    public void OnWarning(string message) => console.Error.WriteLine($"warning: {message}");
}
