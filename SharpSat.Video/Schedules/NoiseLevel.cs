namespace SharpSat.Video.Schedules;

/// <summary>
/// How noisy a sample is: <c>x = Signal * clean + Noise * noise</c>. Float32, as the reference computes its
/// coefficients (near-clean levels lose digits in 1 - signal^2, and both sides must lose the same ones).
/// </summary>
/// <param name="Signal">Factor of the clean sample; sqrt(alpha_bar) in variance-preserving schedules.</param>
/// <param name="Noise">Factor of the standard normal noise.</param>
/// <param name="Timestep">What the network is told; 0 (almost clean) to 999 (pure noise) in the video schedules.</param>
public readonly record struct NoiseLevel(float Signal, float Noise, float Timestep)
{
    /// <summary>No noise at all; where every trajectory ends. The network never sees it.</summary>
    public static NoiseLevel Clean { get; } = new(1, 0, -1);

    /// <summary>
    /// Signal^2 in float64 where the schedule computes in float64 (diffusers); samplers then do so too. Null where
    /// coefficients are float32 arithmetic on <see cref="Signal"/> (SAT).
    /// </summary>
    public double? AlphaBar { get; init; }

    /// <summary>A float64 level with Signal^2 + Noise^2 = 1.</summary>
    public static NoiseLevel FromAlphaBar(double alphaBar, float timestep) =>
        new((float)Math.Sqrt(alphaBar), (float)Math.Sqrt(1 - alphaBar), timestep) { AlphaBar = alphaBar };

    /// <summary>A level with Signal^2 + Noise^2 = 1.</summary>
    public static NoiseLevel VariancePreserving(float signal, float timestep) =>
        new(signal, MathF.Sqrt(1 - (signal * signal)), timestep);

    /// <summary>A level that leaves the sample at its size: x = clean + sigma * noise (Karras et al. 2022).</summary>
    public static NoiseLevel VarianceExploding(float sigma, float timestep) => new(1, sigma, timestep);
}
