namespace SharpSat.Core.Training;

/// <summary>How a run ended.</summary>
/// <param name="RunDir">Its folder.</param>
/// <param name="Steps">Optimizer steps taken in all, those before a resume included.</param>
/// <param name="FinalLoss">Loss of the last step; NaN if this process took none.</param>
/// <param name="Checkpoint">Folder of the last checkpoint.</param>
/// <param name="Elapsed">Time this process trained.</param>
/// <param name="Interrupted">Whether it stopped early because it was asked to.</param>
public sealed record TrainResult(
    string RunDir, long Steps, double FinalLoss, string Checkpoint, TimeSpan Elapsed, bool Interrupted);
