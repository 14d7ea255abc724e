using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Mixins.Positions;
using SharpSat.Video.Engine;
using SharpSat.Video.Networks;

namespace SharpSat.Video.Interop.Diffusers;

/// <summary>A transformer's weights under other names, see <see cref="TransformerNames"/>. Nothing is read before it is asked for.</summary>
internal static class TransformerWeights
{
    /// <summary>Whether a source has diffusers' names.</summary>
    public static bool IsDiffusers(IWeightSource source) => source.Entries.Keys.Any(name => name.StartsWith(TransformerNames.DiffusersMark, StringComparison.Ordinal));

    /// <summary>diffusers names to SAT's, shapes as they are; the result owns the source.</summary>
    /// <param name="diffusers">The weights.</param>
    /// <param name="prefix">Put before every name: that of a whole engine, or nothing.</param>
    /// <exception cref="InputException">A tensor is not known, or one that belongs to another is missing.</exception>
    public static IWeightSource ToSat(IWeightSource diffusers, string prefix = "") => Guarded(diffusers, () =>
    {
        var map = new NameMap(TransformerNames.Rules);
        return new AssembledWeights(diffusers, diffusers.Entries.Keys
            .Select(name => map.ToSat(name) ?? throw LeftOver(diffusers, name, "a CogVideoXTransformer3DModel"))
            .DistinctBy(recipe => recipe.Name)
            .Select(recipe => recipe with { Name = prefix + recipe.Name }));
    });

    /// <summary>
    /// SAT's or diffusers' names to those of <see cref="CogVideoXTransformer"/>: without the prefix of a whole engine,
    /// without stored rotary angles, the patch projection as a matrix. The result owns the source.
    /// </summary>
    /// <exception cref="InputException">As for <see cref="ToSat"/>.</exception>
    public static IWeightSource ToNetwork(IWeightSource source) => Guarded(source, () =>
    {
        var sat = IsDiffusers(source) ? ToSat(source) : WithoutPrefix(source, VideoDiffusionEngine.TransformerPrefix);
        var hasAngles = sat.Entries.Keys.Any(IsAngles);
        var isConvolution = sat.Entries.TryGetValue(TransformerNames.PatchProjection, out var projection) && projection.Shape.Count > 2;
        return !hasAngles && !isConvolution ? sat : new AssembledWeights(sat, sat.Entries.Values
            .Where(entry => !IsAngles(entry.Name))
            .Select(entry => entry.Name == TransformerNames.PatchProjection ? Flat(entry) : Whole(entry.Name)));
    });

    /// <summary>SAT's names (with or without the prefix of a whole engine) to diffusers'; the result owns the source.</summary>
    /// <param name="sat">The weights.</param>
    /// <param name="config">Says whether patches are a convolution and whether positions are learned.</param>
    /// <exception cref="InputException">A tensor has no place in diffusers' model.</exception>
    public static IWeightSource ToDiffusers(IWeightSource sat, CogVideoXConfig config) => Guarded(sat, () =>
    {
        var source = WithoutPrefix(sat, VideoDiffusionEngine.TransformerPrefix);
        var map = new NameMap(TransformerNames.Rules);
        var learned = config.Positions == PositionKind.RotaryAndLearnable;
        var kept = source.Entries.Keys.Where(name => !TransformerNames.IsUnused(name) && (learned || name != TransformerNames.PositionTable));
        return new AssembledWeights(source, kept.SelectMany(name =>
        {
            var recipes = map.ToDiffusers(name);
            return recipes.Count == 0
                ? throw LeftOver(source, name, "diffusers' CogVideoXTransformer3DModel")
                : recipes.Select(recipe => name == TransformerNames.PatchProjection ? recipe with { Shape = ProjectionShape(source.Entries[name], config) } : recipe);
        }));
    });

    /// <summary>The part of a source that begins with a prefix, or the whole of it if nothing does.</summary>
    public static IWeightSource WithoutPrefix(IWeightSource source, string prefix) =>
        source.Entries.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal)) ? new PrefixedWeights(source, prefix) : source;

    /// <summary>A transformer's weights of a source, every name with a prefix; the result owns the source.</summary>
    public static IWeightSource WithPrefix(IWeightSource source, string prefix) => source.Entries.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal))
        ? new RenamedWeights(source, name => name.StartsWith(prefix, StringComparison.Ordinal) ? name : null)
        : new RenamedWeights(source, name => prefix + name);

    /// <summary>
    /// The same network as diffusers runs it: patches in space are a convolution there, and positions are fitted, not cut.
    /// </summary>
    public static CogVideoXConfig AsDiffusers(CogVideoXConfig config) => config.PositionFit != PositionFit.Cut ? config : config with
    {
        PositionFit = config.PatchSizeT == 1 ? PositionFit.FitToBase : PositionFit.Slice,
        OutputNormEpsilon = config.NormEpsilon,
        QkNormAffine = config.QkNormAffine ?? config.ElementwiseAffine,
        UnusedPositionEmbeddings = 0,
    };

    /// <summary>Whether diffusers stores the patch projection of a network as a convolution.</summary>
    public static bool IsConvolution(CogVideoXConfig config) => config.PatchSizeT == 1 && config.PositionFit != PositionFit.Slice;

    private static IReadOnlyList<long> ProjectionShape(WeightEntry entry, CogVideoXConfig config)
    {
        var inputs = entry.Shape.Skip(1).Aggregate(1L, (product, extent) => product * extent);
        return IsConvolution(config)
            ? [entry.Shape[0], inputs / (config.PatchSize * config.PatchSize), config.PatchSize, config.PatchSize]
            : [entry.Shape[0], inputs];
    }

    private static WeightRecipe Flat(WeightEntry entry) => new(
        entry.Name, [new WeightPiece(entry.Name, 0, 1)], [entry.Shape[0], entry.Shape.Skip(1).Aggregate(1L, (product, extent) => product * extent)]);

    private static WeightRecipe Whole(string name) => new(name, [new WeightPiece(name, 0, 1)]);

    private static bool IsAngles(string name) => name is "mixins.pos_embed.freqs_sin" or "mixins.pos_embed.freqs_cos";

    private static InputException LeftOver(IWeightSource source, string name, string what) =>
        new($"'{source.Description}' has '{name}', which is no weight of {what}.");

    private static IWeightSource Guarded(IWeightSource source, Func<IWeightSource> make)
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
