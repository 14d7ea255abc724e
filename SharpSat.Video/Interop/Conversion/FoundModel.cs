using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Video.Engine;
using SharpSat.Video.Interop.Diffusers;
using SharpSat.Video.Runs;

namespace SharpSat.Video.Interop.Conversion;

/// <summary>What of a model is at a path: paths of its parts, each null if it is not there.</summary>
/// <param name="Transformer">File or folder with the network's weights.</param>
/// <param name="Autoencoder">File or folder with the autoencoder's weights.</param>
/// <param name="TextEncoder">A T5 folder.</param>
/// <param name="Tokenizer">A tokenizer's folder.</param>
internal sealed record FoundModel(string? Transformer, string? Autoencoder, string? TextEncoder, string? Tokenizer)
{
    /// <summary>Folder of the network in a SAT model, as its documentation has it.</summary>
    public const string SatTransformerFolder = "transformer";

    /// <summary>Folder of the autoencoder in a SAT model.</summary>
    public const string SatAutoencoderFolder = "vae";

    /// <summary>File of the autoencoder in a SAT model.</summary>
    public const string SatAutoencoderFile = "3d-vae.pt";

    /// <summary>Folder of the text encoder and its tokenizer in a SAT model.</summary>
    public const string SatTextFolder = "t5-v1_1-xxl";

    /// <summary>Whether it is more than one part.</summary>
    public bool IsWhole => new[] { Transformer, Autoencoder, TextEncoder }.Count(part => part is not null) > 1;

    /// <summary>Looks at a file or folder.</summary>
    /// <exception cref="InputException">Nothing known is there; lists what is expected where.</exception>
    public static FoundModel At(string path)
    {
        if (DiffusersPipeline.Recognises(path))
        {
            return new FoundModel(
                Part(path, DiffusersPipeline.TransformerFolder),
                Part(path, DiffusersPipeline.AutoencoderFolder),
                Part(path, DiffusersPipeline.TextEncoderFolder),
                Part(path, DiffusersPipeline.TokenizerFolder));
        }

        if (Directory.Exists(path) && SatDirectory.Recognises(Path.Combine(path, SatTransformerFolder)))
        {
            var text = Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "spiece.model")));
            return new FoundModel(Part(path, SatTransformerFolder), Part(path, SatAutoencoderFolder), text, text);
        }

        return Single(path);
    }

    private static string? Part(string folder, string name) => Directory.Exists(Path.Combine(folder, name)) ? Path.Combine(folder, name) : null;

    private static FoundModel Single(string path)
    {
        using var source = WeightFiles.Open(path);
        var hasTransformer = TransformerWeights.IsDiffusers(source) || Has(source, VideoDiffusionEngine.TransformerPrefix) || Has(source, "transformer.layers.");
        var hasAutoencoder = AutoencoderWeights.IsDiffusers(source) || Has(source, VideoDiffusionEngine.AutoencoderPrefix) || AutoencoderWeights.IsSat(source);
        return hasTransformer || hasAutoencoder
            ? new FoundModel(hasTransformer ? path : null, hasAutoencoder ? path : null, null, null)
            : throw new InputException(
                $"'{path}' holds {ModelParts.Kind(source)}. Expected: a diffusers pipeline ({DiffusersFolder.IndexFile} beside the folders transformer, vae, text_encoder, tokenizer, scheduler) or one of its folders; "
                + $"a SAT model (folders {SatTransformerFolder} with 'latest', {SatAutoencoderFolder} with {SatAutoencoderFile}, {SatTextFolder}) or one of its checkpoints; a single file of either.");
    }

    private static bool Has(IWeightSource source, string prefix) => source.Entries.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));
}
