namespace SharpSat.Core.Training.Validation;

/// <summary>One look at the model.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Folder">Where pictures and videos of this look may be written; not made yet.</param>
/// <param name="Averaged">Whether the averaged weights are in the model (<see cref="TrainerConfig.EmaDecay"/>).</param>
public sealed record ValidationMoment(long Step, string Folder, bool Averaged);
