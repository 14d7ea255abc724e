namespace SharpSat.Video.Samplers;

/// <summary>How often the stochastic DPM++ 2M sampler draws noise. The distribution of the result is the same; the random stream is not.</summary>
public enum DpmNoiseDraws
{
    /// <summary>As the SAT version: once in the first step, twice in every later one (the second is used), none in the last.</summary>
    Sat,

    /// <summary>
    /// As diffusers and SAT's <c>SDEDPMPP2MSampler</c>: the same, and once in the step that ends the run (unused where it
    /// ends at the clean sample).
    /// </summary>
    Diffusers,

    /// <summary>Only what is used: once in every step but the last.</summary>
    Once,
}
