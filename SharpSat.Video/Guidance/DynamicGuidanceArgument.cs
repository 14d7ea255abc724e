namespace SharpSat.Video.Guidance;

/// <summary>What the cosine of <see cref="DynamicClassifierFree"/> is taken of.</summary>
public enum DynamicGuidanceArgument
{
    /// <summary>
    /// As SAT and diffusers compute it: (steps - timestep value) / period, where the timestep goes up to 999. The base
    /// is usually negative and large, so the scale jumps irregularly between 1 and 1 + scale.
    /// </summary>
    Timestep,

    /// <summary>The formula's evident intent: (steps taken) / period, so that the scale rises smoothly from 1 to 1 + scale.</summary>
    Step,
}
