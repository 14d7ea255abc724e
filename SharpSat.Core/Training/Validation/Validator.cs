using SharpSat.Core.Training.Runs;
using static TorchSharp.torch;

namespace SharpSat.Core.Training.Validation;

/// <summary>
/// Runs a validation at its steps, with the weights as they are and with their averages, and logs it. Every process
/// runs it; the first one writes.
/// </summary>
internal sealed class Validator(IValidation validation, nn.Module model, RunDirectory directory, bool writes)
{
    public bool IsDue(long step, long maxSteps) => step % validation.Every == 0 || step == maxSteps;

    public ValidationLine Run(long step, Func<IDisposable>? averages)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var folder = directory.SamplesOf(step);
        model.eval();
        var figures = validation.Run(new ValidationMoment(step, folder, Averaged: false));
        IReadOnlyDictionary<string, double>? averaged = null;
        if (averages is not null)
        {
            using var applied = averages();
            averaged = validation.Run(new ValidationMoment(step, folder, Averaged: true));
        }

        model.train();
        var line = new ValidationLine { Step = step, Figures = figures, Averaged = averaged };
        if (writes)
        {
            ValidationLog.Append(directory.ValidationFile, line);
        }

        return line;
    }
}
