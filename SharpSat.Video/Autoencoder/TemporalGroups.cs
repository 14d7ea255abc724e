namespace SharpSat.Video.Autoencoder;

/// <summary>What a <see cref="TemporalGrouping"/> means for a number of frames.</summary>
internal static class TemporalGroups
{
    /// <summary>Frames that stand alone before the groups begin: 1 or 0.</summary>
    public static int Apart(this TemporalGrouping grouping, long frames) => grouping switch
    {
        TemporalGrouping.FirstFrameApart => 1,
        TemporalGrouping.ByParity => (int)(frames % 2),
        _ => 0,
    };
}
