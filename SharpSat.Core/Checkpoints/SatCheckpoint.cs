using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints;

/// <summary>What came of loading a SAT checkpoint.</summary>
/// <param name="Iteration">Steps already done: 0 for <c>release</c>, and to finetune.</param>
/// <param name="Report">What was loaded, missing and unexpected.</param>
/// <param name="Reinitialized">Mixins that were told to start fresh because weights of theirs are missing.</param>
public sealed record SatLoadResult(long Iteration, LoadReport Report, IReadOnlyList<string> Reinitialized);

/// <summary>
/// Loads a SAT checkpoint directory into a model by SAT's rules for what may be missing (reference file
/// sat/training/model_io.py, load_checkpoint). Unlike there, a checkpoint that does not fit changes nothing. Names that the
/// model does not have are reported and left out.
/// </summary>
public static class SatCheckpoint
{
    /// <summary>Finds the checkpoint, checks it against the model, and loads it.</summary>
    /// <param name="model">The model with all its mixins.</param>
    /// <param name="path">The directory.</param>
    /// <param name="options">Null: inference.</param>
    /// <exception cref="SatLoadException">The directory or the weights break a rule; it says which.</exception>
    /// <exception cref="InputException">The file is damaged or would run code.</exception>
    public static SatLoadResult Load(BaseModel model, string path, SatLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new SatLoadOptions();
        var directory = SatDirectory.Open(path, options.Tag);
        using var source = directory.OpenWeights(options.Prefix);
        CheckShapes(model, source);
        var missing = model.NamedWeights().Select(weight => weight.Name).Where(name => !source.Entries.ContainsKey(name)).ToList();
        CheckMissing(source, missing, options);
        var report = WeightLoader.Load(
            model, source, new WeightLoadOptions { Strict = false, Dtype = options.Dtype, Device = options.Device });
        if (options.Fresh is not null)
        {
            model.Materialize(options.Fresh, options.Dtype, options.Device ?? CPU);
        }

        var mixins = options.Mode == SatLoadMode.Inference ? [] : missing.Select(MixinOf).OfType<string>().Distinct().ToList();
        if (mixins.Count > 0)
        {
            model.Reinitialize(mixins);
        }

        return new SatLoadResult(options.Mode == SatLoadMode.Finetune ? 0 : directory.Iteration, report, mixins);
    }

    private static void CheckShapes(BaseModel model, IWeightSource source)
    {
        var wrong = model.NamedWeights()
            .Where(weight => source.Entries.TryGetValue(weight.Name, out var entry) && !entry.Shape.SequenceEqual(weight.Weight.Shape))
            .Select(weight => new ShapeMismatch(weight.Name, source.Entries[weight.Name].Shape, weight.Weight.Shape)).ToList();
        if (wrong.Count > 0)
        {
            throw new SatLoadException(
                SatLoadFault.Shapes,
                $"'{source.Description}' does not fit the model: {wrong.Count} shapes differ. {LoadReport.Names([.. wrong.Select(w => w.ToString())])}.",
                shapes: wrong);
        }
    }

    private static void CheckMissing(IWeightSource source, List<string> missing, SatLoadOptions options)
    {
        var (allowed, remedy) = options.Mode switch
        {
            SatLoadMode.Inference => (options.ForceInference, "To generate all the same, with those at their fresh values, force it."),
            SatLoadMode.Finetune => (
                options.ForceTrain || missing.TrueForAll(name => MixinOf(name) is not null || name.Contains("cross_attention", StringComparison.Ordinal)),
                "To finetune, only weights of mixins and of cross attention may be missing; force it to train the others from fresh values."),
            _ => (options.ForceTrain, "To go on training nothing may be missing: finetune instead, or force it."),
        };
        if (missing.Count > 0 && !allowed)
        {
            throw new SatLoadException(
                SatLoadFault.Missing, $"'{source.Description}' lacks {missing.Count} of the model's weights: {LoadReport.Names(missing)}. {remedy}", missing);
        }
    }

    // "…mixins.NAME.…"
    private static string? MixinOf(string name)
    {
        var parts = name.Split('.');
        var at = Array.IndexOf(parts, "mixins");
        return at >= 0 && at + 1 < parts.Length ? parts[at + 1] : null;
    }
}
