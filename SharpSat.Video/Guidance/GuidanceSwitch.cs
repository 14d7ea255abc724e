namespace SharpSat.Video.Guidance;

/// <summary>At which scales the prediction without the condition is made at all.</summary>
public enum GuidanceSwitch
{
    /// <summary>Wherever it can change the result: at every constant scale but 1, at every changing one (SAT).</summary>
    WhereItMatters,

    /// <summary>Only at scales above 1; up to 1 the conditional prediction stands alone (diffusers).</summary>
    AboveOne,
}
