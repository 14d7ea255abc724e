namespace SharpSat.Core.Training.Observers;

/// <summary>What a run begins with.</summary>
/// <param name="RunDir">Its folder.</param>
/// <param name="FirstStep">Number of the first step this process takes.</param>
/// <param name="MaxSteps">Number of the last.</param>
/// <param name="TrainableParameters">Numbers that training changes.</param>
/// <param name="FrozenParameters">Numbers that it does not.</param>
/// <param name="OptimizerBytes">Memory of the optimizer's state in this process.</param>
public sealed record TrainingStart(
    string RunDir, long FirstStep, long MaxSteps, long TrainableParameters, long FrozenParameters, long OptimizerBytes);
