using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Errors;
using SharpSat.Video.Engine;
using SharpSat.Video.Interop.Diffusers;

namespace SharpSat.Video.Runs;

/// <summary>Tells from the names of some weights what they are, whatever file or folder they lie in, and brings them under our own names.</summary>
internal static class ModelParts
{
    private const string SatTransformer = "transformer.layers.0.";
    private const string SatTextEncoder = "encoder.block.0.";

    /// <summary>The network's weights of a source that may hold a whole engine; the result owns the source.</summary>
    /// <exception cref="InputException">It holds something else; says what, and what is expected.</exception>
    public static IWeightSource Network(IWeightSource source) => Owned(source, () =>
    {
        if (TransformerWeights.IsDiffusers(source))
        {
            return new DescribedWeights(TransformerWeights.ToNetwork(source), Found(source, $"diffusers {TransformerConfigFile.ClassName}"));
        }

        var prefix = Has(source, VideoDiffusionEngine.TransformerPrefix + SatTransformer) ? VideoDiffusionEngine.TransformerPrefix : string.Empty;
        return Has(source, prefix + SatTransformer)
            ? new DescribedWeights(TransformerWeights.ToNetwork(source), Found(source, prefix.Length > 0 ? $"SAT transformer under {prefix}*" : "SAT transformer"))
            : throw Unknown(source, "a CogVideoX transformer", $"'{VideoDiffusionEngine.TransformerPrefix}{SatTransformer}*' or '{SatTransformer}*' (SAT), '{TransformerNames.DiffusersMark}*' (diffusers)");
    });

    /// <summary>The autoencoder's weights of a source that may hold a whole engine; the result owns the source.</summary>
    /// <exception cref="InputException">It holds something else; says what, and what is expected.</exception>
    public static IWeightSource Autoencoder(IWeightSource source) => Owned(source, () =>
    {
        if (AutoencoderWeights.IsDiffusers(source))
        {
            return new DescribedWeights(AutoencoderWeights.ToNetwork(source), Found(source, $"diffusers {AutoencoderConfigFile.ClassName}"));
        }

        var prefix = AutoencoderWeights.IsSat(source, VideoDiffusionEngine.AutoencoderPrefix) ? VideoDiffusionEngine.AutoencoderPrefix : string.Empty;
        return AutoencoderWeights.IsSat(source, prefix)
            ? new DescribedWeights(TransformerWeights.WithoutPrefix(source, VideoDiffusionEngine.AutoencoderPrefix), Found(source, prefix.Length > 0 ? $"SAT autoencoder under {prefix}*" : "SAT autoencoder"))
            : throw Unknown(source, "a CogVideoX autoencoder", $"'{VideoDiffusionEngine.AutoencoderPrefix}{AutoencoderNames.SatMarks[0]}*' or '{AutoencoderNames.SatMarks[0]}*' (SAT), '{AutoencoderNames.DiffusersMarks[0]}*' (diffusers)");
    });

    /// <summary>What a source holds, in words.</summary>
    public static string Kind(IWeightSource source) =>
        TransformerWeights.IsDiffusers(source) ? $"a diffusers {TransformerConfigFile.ClassName}"
        : AutoencoderWeights.IsDiffusers(source) ? $"a diffusers {AutoencoderConfigFile.ClassName}"
        : Has(source, VideoDiffusionEngine.TransformerPrefix) || Has(source, SatTransformer) ? "a SAT transformer"
        : Has(source, VideoDiffusionEngine.AutoencoderPrefix) || AutoencoderWeights.IsSat(source) ? "a SAT autoencoder"
        : Has(source, SatTextEncoder) ? "a T5 text encoder"
        : source.Entries.Keys.Any(name => name.Contains("lora_", StringComparison.Ordinal) || name.Contains(".matrix_A.", StringComparison.Ordinal)) ? "a LoRA adapter"
        : "a set of other weights";

    /// <summary>Where a source is and what it holds, for messages.</summary>
    public static string Found(IWeightSource source) => Found(source, Kind(source)[2..]);

    private static string Found(IWeightSource source, string what)
    {
        var shards = source is SafetensorsFolder folder ? $", {folder.ShardCount} shards" : string.Empty;
        return $"{source.Description} ({what}{shards})";
    }

    private static bool Has(IWeightSource source, string prefix) => source.Entries.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));

    private static InputException Unknown(IWeightSource source, string wanted, string names)
    {
        var some = string.Join(", ", source.Entries.Keys.Order(StringComparer.Ordinal).Take(3).Select(name => $"'{name}'"));
        return new InputException(
            $"'{source.Description}' holds {Kind(source)}, not {wanted}: {(some.Length > 0 ? $"its {source.Entries.Count} tensors are called {some}" : "it has no tensors")}. Expected names like {names}.");
    }

    private static IWeightSource Owned(IWeightSource source, Func<IWeightSource> make)
    {
        try
        {
            return make();
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }
}
