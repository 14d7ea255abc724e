namespace SharpSat.Core.Training.Runs;

/// <summary>A complete checkpoint.</summary>
/// <param name="Step">Optimizer steps taken.</param>
/// <param name="Folder">Its folder.</param>
public sealed record CheckpointInfo(long Step, string Folder)
{
    /// <summary>File of the averaged weights (trainer.ema_decay), under the names of the weights.</summary>
    public const string AverageFile = "ema.safetensors";
}
