namespace SharpSat.Video.Schedules;

/// <summary>
/// Levels by sigma, the ratio of noise to clean sample (Karras et al. 2022). A variance-preserving level is the
/// variance-exploding one of the same sigma with the sample scaled by its signal: x = Signal * (clean + sigma * noise).
/// Pure noise has an infinite sigma.
/// </summary>
public static class SigmaLevels
{
    /// <summary>Noise over signal; infinite at pure noise.</summary>
    public static float Sigma(this NoiseLevel level) => level.Noise / level.Signal;

    /// <summary>Whether the level leaves the clean sample at its size: x = clean + sigma * noise.</summary>
    public static bool IsVarianceExploding(this NoiseLevel level) => level.Signal == 1;

    /// <summary>What scales a noisy sample of unit variance to unit variance: 1 for variance-preserving levels, else 1 / sqrt(1 + sigma^2).</summary>
    public static float UnitScale(this NoiseLevel level) =>
        level.IsVarianceExploding() ? 1 / MathF.Sqrt(1 + (level.Noise * level.Noise)) : 1;

    /// <summary>
    /// The level of a finite sigma among those of a table: of the table's kind, its timestep interpolated in log sigma
    /// between the neighbours and held at the ends.
    /// </summary>
    /// <param name="levels">Ordered by sigma, either way; at least one.</param>
    /// <param name="sigma">Positive.</param>
    public static NoiseLevel AtSigma(this IReadOnlyList<NoiseLevel> levels, float sigma)
    {
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sigma);
        var rising = levels[^1].Sigma() > levels[0].Sigma();
        var (low, high) = (0, levels.Count - 1);
        NoiseLevel At(int position) => levels[rising ? position : levels.Count - 1 - position];
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = At(middle).Sigma() <= sigma ? (middle, high) : (low, middle);
        }

        var timestep = Between(At(low), At(high), sigma);
        if (levels[0].IsVarianceExploding())
        {
            return NoiseLevel.VarianceExploding(sigma, timestep);
        }

        var signal = 1 / MathF.Sqrt(1 + (sigma * sigma));
        return new NoiseLevel(signal, sigma * signal, timestep);
    }

    private static float Between(NoiseLevel low, NoiseLevel high, float sigma)
    {
        var (from, to) = (Math.Log(low.Sigma()), Math.Log(high.Sigma()));
        if (!double.IsFinite(from) || !double.IsFinite(to) || from == to)
        {
            // Next to a clean or pure-noise end logarithms do not interpolate; the neighbour that has one is nearest.
            return double.IsFinite(from) ? low.Timestep : high.Timestep;
        }

        var part = Math.Clamp((Math.Log(sigma) - from) / (to - from), 0, 1);
        return (float)(low.Timestep + ((high.Timestep - low.Timestep) * part));
    }
}
