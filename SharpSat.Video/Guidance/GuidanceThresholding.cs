namespace SharpSat.Video.Guidance;

/// <summary>What keeps guided predictions in bounds; u and c are the predictions without and with the condition.</summary>
public enum GuidanceThresholding
{
    /// <summary>u + scale (c - u) as it is.</summary>
    None,

    /// <summary>Clamped to [-1, 1] (<c>StaticThresholding</c>).</summary>
    Clamp,

    /// <summary>Brought to mean 0 and the standard deviation of u, over the whole batch (<c>DynamicThresholding</c>).</summary>
    UnconditionalSpread,

    /// <summary>
    /// Per channel of each sample, centred, divided by its 0.9995 quantile of absolute values and cut there
    /// (<c>DynamicThresholdingV1</c>). Needs the latent scale.
    /// </summary>
    ChannelQuantile,

    /// <summary>
    /// Guided with scale 8, whatever the guidance's scale, each channel with the standard deviation that scale 4 gives
    /// it (<c>DynamicThresholdingV2</c>; "mimic" guidance).
    /// </summary>
    ChannelSpread,
}
