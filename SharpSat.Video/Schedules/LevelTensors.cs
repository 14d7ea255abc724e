using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Schedules;

/// <summary>Turns the levels of a batch into tensors on the batch's device.</summary>
public static class LevelTensors
{
    /// <summary>One float32 value per sample, shaped [B, 1, ..., 1] to multiply <paramref name="like"/>.</summary>
    /// <exception cref="ArgumentException">The number of levels is not the batch size.</exception>
    public static Tensor Column(this IReadOnlyList<NoiseLevel> levels, Func<NoiseLevel, float> value, Tensor like)
    {
        using var scope = NewDisposeScope();
        var shape = like.shape;
        if (shape[0] != levels.Count)
        {
            throw new ArgumentException($"{levels.Count} noise levels for a batch of {shape[0]}.", nameof(levels));
        }

        var column = new long[shape.Length];
        Array.Fill(column, 1);
        column[0] = levels.Count;
        return tensor(levels.Select(value).ToArray(), ScalarType.Float32).view(column).to(like.device).MoveToOuterDisposeScope();
    }

    /// <summary>The same level for every sample of a batch.</summary>
    public static IReadOnlyList<NoiseLevel> ForBatch(this NoiseLevel level, long batch) =>
        [.. Enumerable.Repeat(level, checked((int)batch))];
}
