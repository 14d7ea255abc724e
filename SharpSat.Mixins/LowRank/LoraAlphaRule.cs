namespace SharpSat.Mixins.LowRank;

/// <summary>Rules by which the alphas of a file are found.</summary>
public enum LoraAlphaRule
{
    /// <summary>
    /// What the file says. A file that says nothing: alpha = its own rank for diffusers (as version 0.40 does; 0.33 has
    /// <see cref="FirstRank"/>) and kohya, alpha = 1 for SAT (the default of its LoraMixin's <c>lora_alpha</c>).
    /// </summary>
    FormatDefault,

    /// <summary>Every pair's alpha is its own rank, so that alpha / rank is 1.</summary>
    OwnRank,

    /// <summary>One number for all pairs.</summary>
    Given,

    /// <summary>What the file says; an error if it says nothing.</summary>
    Metadata,

    /// <summary>The rank of the first up factor by name is the alpha of all (diffusers 0.33).</summary>
    FirstRank,
}
