namespace SharpSat.Cli.Diagnosis;

/// <summary>How a check went.</summary>
internal enum FindingState
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Not there, and not needed.</summary>
    None,

    /// <summary>Something essential is missing.</summary>
    Missing,
}
