namespace SharpSat.Core.Training.Validation;

/// <summary>
/// Looks at the model between two steps. It must draw nothing from the run's random streams, so that a run with
/// validation trains as one without. Every process of a run calls it, at the same steps, so the work can be divided
/// (<see cref="Distributed.DividedWork"/>); the figures are the first process's, and it alone should write files.
/// </summary>
public interface IValidation
{
    /// <summary>Steps between two looks; there is one after the last step as well.</summary>
    long Every { get; }

    /// <summary>Measures the model as it is now, which is in evaluation mode.</summary>
    /// <param name="moment">When, and with which weights.</param>
    /// <returns>Figures by name.</returns>
    IReadOnlyDictionary<string, double> Run(ValidationMoment moment);
}
