using SharpSat.Video.Autoencoder;

namespace SharpSat.Video.Configuration;

/// <summary>The <c>model.autoencoder</c> section.</summary>
public sealed record AutoencoderSection
{
    /// <summary>Sizes; the defaults are CogVideoX's.</summary>
    public AutoencoderConfig Params { get; init; } = new();

    /// <summary>Weight file or folder; null draws weights from <see cref="ModelSection.InitSeed"/>.</summary>
    public string? Weights { get; init; }
}
