namespace SharpSat.Video.Runs.Estimates;

/// <summary>What a training job will take, found out on one layer and one clip.</summary>
public sealed record TrainingEstimate
{
    /// <summary>Most memory of a process while clips are encoded, in bytes.</summary>
    public required long EncodingBytes { get; init; }

    /// <summary>Most memory of a process during the steps, in bytes.</summary>
    public required long TrainingBytes { get; init; }

    /// <summary>Most memory of a process at any time, in bytes.</summary>
    public long MostBytes => Math.Max(EncodingBytes, TrainingBytes);

    /// <summary>Time of a step; several processes take as long, for as many times the batch.</summary>
    public required TimeSpan Step { get; init; }

    /// <summary>Size of a checkpoint, in bytes.</summary>
    public required long CheckpointBytes { get; init; }

    /// <summary>Most that the checkpoints will take together, in bytes.</summary>
    public required long CheckpointsBytes { get; init; }

    /// <summary>Most that clips and captions take in <c>training.latent_cache</c>, in bytes; 0 without one.</summary>
    public long CacheBytes { get; init; }
}
