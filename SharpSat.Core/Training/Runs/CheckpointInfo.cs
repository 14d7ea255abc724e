namespace SharpSat.Core.Training.Runs;

/// <summary>A complete checkpoint.</summary>
/// <param name="Step">Optimizer steps taken.</param>
/// <param name="Folder">Its folder.</param>
public sealed record CheckpointInfo(long Step, string Folder);
