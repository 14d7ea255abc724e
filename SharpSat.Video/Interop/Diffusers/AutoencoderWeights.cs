using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Video.Engine;

namespace SharpSat.Video.Interop.Diffusers;

/// <summary>An autoencoder's weights under other names, see <see cref="AutoencoderNames"/>. Nothing is read before it is asked for.</summary>
internal static class AutoencoderWeights
{
    /// <summary>Whether a source has diffusers' names.</summary>
    public static bool IsDiffusers(IWeightSource source) => source.Entries.Keys.Any(name => AutoencoderNames.DiffusersMarks.Any(mark => name.StartsWith(mark, StringComparison.Ordinal)));

    /// <summary>Whether a source has SAT's names, which are our own.</summary>
    /// <param name="source">Perhaps only a decoder.</param>
    /// <param name="prefix">What stands before them.</param>
    public static bool IsSat(IWeightSource source, string prefix = "") =>
        source.Entries.Keys.Any(name => AutoencoderNames.SatMarks.Any(mark => name.StartsWith(prefix + mark, StringComparison.Ordinal)));

    /// <summary>SAT's or diffusers' names to SAT's, which are our own, training losses left out; the result owns the source.</summary>
    /// <exception cref="InputException">A tensor is not known.</exception>
    public static IWeightSource ToNetwork(IWeightSource source)
    {
        if (IsDiffusers(source))
        {
            var map = new NameMap(AutoencoderNames.Rules, Levels(source, "encoder.down_blocks."));
            return new AssembledWeights(source, source.Entries.Keys.Select(name => map.ToSat(name) ?? throw LeftOver(source, name, "an AutoencoderKLCogVideoX")));
        }

        var sat = TransformerWeights.WithoutPrefix(source, VideoDiffusionEngine.AutoencoderPrefix);
        return sat.Entries.Keys.Any(AutoencoderNames.IsUnused)
            ? new RenamedWeights(sat, name => AutoencoderNames.IsUnused(name) ? null : name)
            : sat;
    }

    /// <summary>SAT's names (with or without the prefix of a whole engine) to diffusers'; the result owns the source.</summary>
    /// <exception cref="InputException">A tensor has no place in diffusers' model.</exception>
    public static IWeightSource ToDiffusers(IWeightSource sat)
    {
        var source = ToNetwork(sat);
        var map = new NameMap(AutoencoderNames.Rules, Levels(source, "encoder.down."));
        return new AssembledWeights(source, source.Entries.Keys.SelectMany(name =>
            map.ToDiffusers(name) is { Count: > 0 } recipes ? recipes : throw LeftOver(source, name, "diffusers' AutoencoderKLCogVideoX")));
    }

    private static int Levels(IWeightSource source, string prefix) => source.Entries.Keys
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
        .Select(name => name[prefix.Length..].Split('.')[0]).Distinct(StringComparer.Ordinal).Count();

    private static InputException LeftOver(IWeightSource source, string name, string what) =>
        new($"'{source.Description}' has '{name}', which is no weight of {what}.");
}
