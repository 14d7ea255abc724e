namespace SharpSat.Video.Guidance;

/// <summary>At which scales the prediction without the condition is made at all.</summary>
public enum GuidanceSwitch
{
    /// <summary>Wherever it can change the result: at every constant scale but 1, at every changing one.</summary>
    WhereItMatters,

    /// <summary>Only at scales above 1; up to 1 the conditional prediction stands alone (diffusers).</summary>
    AboveOne,

    /// <summary>At every scale, even where 1 needs the conditional prediction only: twice the time for the same result (SAT's <c>VanillaCFG</c>).</summary>
    Always,
}
