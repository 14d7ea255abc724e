using System.Globalization;
using SharpSat.Mixins.LowRank;

namespace SharpSat.Video.Runs;

/// <summary>An adapter to sample with.</summary>
/// <param name="Path">Adapter file or run directory.</param>
/// <param name="Scale">Multiplies its effect.</param>
/// <param name="Alpha">How its alphas are found; null for the default of its form.</param>
public sealed record LoraChoice(string Path, double Scale = 1, LoraAlpha? Alpha = null)
{
    /// <summary>Reads "path" or "path:scale".</summary>
    public static LoraChoice Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var colon = text.LastIndexOf(':');
        return colon > 0 && double.TryParse(text.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var scale) && double.IsFinite(scale)
            ? new LoraChoice(text[..colon], scale)
            : new LoraChoice(text);
    }
}
