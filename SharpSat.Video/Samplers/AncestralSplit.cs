namespace SharpSat.Video.Samplers;

/// <summary>
/// How an ancestral step splits: down to a smaller sigma without noise, then up to the next one with fresh noise;
/// <c>Down^2 + Up^2 = next^2</c>. Reference: <c>get_ancestral_step</c>.
/// </summary>
/// <param name="Down">Sigma to step down to.</param>
/// <param name="Up">Deviation of the fresh noise.</param>
internal readonly record struct AncestralSplit(float Down, float Up)
{
    /// <summary>Splits the step between two sigmas, in float32 and the reference's order of operations.</summary>
    /// <param name="sigma">Where the step starts; infinite at pure noise.</param>
    /// <param name="next">Where it ends.</param>
    /// <param name="eta">0: no noise; 1: as much as the forward process has between the two.</param>
    public static AncestralSplit Of(float sigma, float next, double eta)
    {
        if (eta == 0)
        {
            return new AncestralSplit(next, 0);
        }

        var (from, to) = (sigma * sigma, next * next);
        var between = float.IsPositiveInfinity(from) ? to : to * (from - to) / from;
        var up = MathF.Min(next, (float)eta * MathF.Sqrt(between));
        return new AncestralSplit(MathF.Sqrt(to - (up * up)), up);
    }
}
