namespace SharpSat.Video.Parity;

/// <summary>One comparison with a recorded value.</summary>
/// <param name="Run">The run of the case it belongs to.</param>
/// <param name="Stage">Family of tensors or values, in the order in which they are computed: "hidden", "latents_per_step".</param>
/// <param name="Name">The recorded tensor, or the path of the recorded value.</param>
/// <param name="Tolerance">What was allowed; "exact" for values.</param>
/// <param name="MaxAbsError">Largest absolute error; 0 for equal values, NaN for values that cannot be subtracted.</param>
/// <param name="MaxRelError">Largest relative error.</param>
/// <param name="Pass">Whether every element is within the tolerance.</param>
/// <param name="Detail">What is wrong, or null.</param>
public sealed record ParityCheck(
    string Run, string Stage, string Name, string Tolerance, double MaxAbsError, double MaxRelError, bool Pass, string? Detail);
