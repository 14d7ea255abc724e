using SharpSat.Video.Autoencoder;

namespace SharpSat.Video.Configuration;

/// <summary>The <c>model.autoencoder</c> section.</summary>
public sealed record AutoencoderSection
{
    /// <summary>Sizes; the defaults are CogVideoX's.</summary>
    public AutoencoderConfig Params { get; init; } = new();

    /// <summary>Weight file or folder; null draws weights from <see cref="ModelSection.InitSeed"/>.</summary>
    public string? Weights { get; init; }

    /// <summary>Beginnings of names in the weight file that are not the autoencoder's; a released <c>3d-vae.pt</c> holds its loss too.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = new[] { "loss" }; // a collection expression would be kept by Newtonsoft, whatever the file says
}
