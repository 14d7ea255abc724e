namespace SharpSat.Benchmarks.Attention;

/// <summary>Which tokens see which.</summary>
public enum MaskKind
{
    /// <summary>Every token sees every token.</summary>
    Full,

    /// <summary>Every token sees itself and earlier ones.</summary>
    Causal,

    /// <summary>One row for all tokens that hides the last quarter, as padding does.</summary>
    Padding,

    /// <summary>A row of its own for each token: a band around it is seen.</summary>
    Band,
}
