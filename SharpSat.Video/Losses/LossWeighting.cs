namespace SharpSat.Video.Losses;

/// <summary>How much a sample counts at its noise level; sigma is noise over signal.</summary>
public enum LossWeighting
{
    /// <summary>
    /// 1 / (1 - alpha_bar) = (1 + sigma^2) / sigma^2, which makes a loss on the clean sample one on v. The reference's
    /// video loss, and its <c>VWeighting</c>.
    /// </summary>
    Velocity,

    /// <summary>1 everywhere: a plain loss on the clean sample (<c>UnitWeighting</c>).</summary>
    Unit,

    /// <summary>1 / sigma^2, which makes it a loss on the noise (<c>EpsWeighting</c>).</summary>
    Epsilon,

    /// <summary>(sigma^2 + d^2) / (sigma d)^2 with d the deviation of the clean samples (<c>EDMWeighting</c>, Karras et al. 2022).</summary>
    Edm,
}
