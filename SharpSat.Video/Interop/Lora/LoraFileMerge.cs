using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Mixins.LowRank;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Interop.Lora;

/// <summary>
/// Merges adapters into the weights of a network's file, under whatever names it has, without building the network. The
/// sum is computed in float32 and rounded once to the file's type; every other tensor stays as it is.
/// </summary>
public static class LoraFileMerge
{
    /// <summary>Merges.</summary>
    /// <param name="source">The network's weights in SAT's, SharpSat's or diffusers' names. The result reads from it and owns it.</param>
    /// <param name="adapters">Adapters and their scales; they are read at once and stay the caller's.</param>
    /// <param name="force">Take what fits, and take adapters that were made for another base.</param>
    /// <returns>All weights, merged, and what changed.</returns>
    /// <exception cref="InputException">
    /// An adapter matches no projection, a shape does not fit, or <paramref name="force"/> is false and some do not match or
    /// it was made for another base.
    /// </exception>
    public static (IWeightSource Merged, LoraMergeReport Report) Into(
        IWeightSource source, IReadOnlyList<(LoraAdapter Adapter, double Scale)> adapters, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(adapters);
        var tensors = BaseTensor.Of(source);
        foreach (var (adapter, _) in adapters)
        {
            Check(source, tensors, adapter, force);
        }

        using var guard = no_grad();
        var changed = new List<(string Name, Tensor Tensor)>();
        var largest = 0.0;
        var sites = adapters.SelectMany(a => a.Adapter.Pairs).Select(pair => pair.Site).Distinct().Where(tensors.Contains).ToList();
        foreach (var tensor in sites.SelectMany(site => tensors[site]))
        {
            if (Merge(source, tensor, adapters) is { } merged)
            {
                changed.Add((tensor.Key, merged.Weight));
                largest = Math.Max(largest, merged.Change);
            }
        }

        var overlay = new OverlaidWeights(source, changed);
        changed.ForEach(c => c.Tensor.Dispose());
        return (overlay, new LoraMergeReport(sites.Count, largest));
    }

    private static void Check(IWeightSource source, ILookup<string, BaseTensor> tensors, LoraAdapter adapter, bool force)
    {
        var sites = adapter.Pairs.Select(pair => pair.Site).Distinct().ToList();
        var missing = sites.Where(site => !tensors.Contains(site)).ToList();
        if (missing.Count == sites.Count)
        {
            throw new InputException(
                $"{adapter.Description} matches no weight of {source.Description}: none of its {sites.Count} projections ({string.Join(", ", sites.Take(3))}, ...) is in it. It was made for another network.");
        }

        LoraAttachment.CheckPlaces(adapter, [.. missing, .. adapter.UnknownKeys], force);
        if (!force)
        {
            LoraAttachment.CheckBase(adapter, () => BaseFingerprint.Of(sites.Where(tensors.Contains).Select(site => (site, new Func<Tensor>(() => Whole(source, tensors[site]))))));
        }
    }

    private static (Tensor Weight, double Change)? Merge(IWeightSource source, BaseTensor tensor, IReadOnlyList<(LoraAdapter Adapter, double Scale)> adapters)
    {
        using var scope = NewDisposeScope();
        var stored = source.Read(tensor.Key);
        if (!stored.is_floating_point())
        {
            throw new InputException($"'{tensor.Key}' of {source.Description} is {stored.dtype}, and an adapter cannot be merged into whole numbers. Merge it into the float weights and round those ('quantize').");
        }

        var original = stored.to(ScalarType.Float32).reshape(tensor.Shape[0], -1);
        var sum = original.clone();
        var changes = false;
        foreach (var (adapter, scale) in adapters)
        {
            foreach (var pair in adapter.Pairs.Where(pair => pair.Site == tensor.Site))
            {
                var update = Update(adapter, pair, tensor, original.shape[1], scale);
                foreach (var (here, inPair, count) in tensor.Shared(pair.Rows))
                {
                    sum.narrow(0, here, count).add_(update.narrow(0, inPair, count));
                    changes = true;
                }
            }
        }

        if (!changes)
        {
            return null;
        }

        var merged = sum.to(stored.dtype).reshape([.. tensor.Shape]);
        var change = (merged.to(ScalarType.Float32).reshape(tensor.Shape[0], -1) - original).abs().max().to(ScalarType.Float64).item<double>();
        return (merged.DetachFromDisposeScope(), change);
    }

    private static Tensor Update(LoraAdapter adapter, LoraPair pair, BaseTensor tensor, long inputs, double scale)
    {
        var rows = pair.Rows.In(tensor.Site, tensor.SiteRows).Sum(range => range.Count);
        if (pair.B.shape[0] != rows || pair.A.numel() != pair.Rank * inputs)
        {
            throw new InputException(
                $"{adapter.Description}: '{pair.KeyB}' [{string.Join(", ", pair.B.shape)}] and '{pair.KeyA}' [{string.Join(", ", pair.A.shape)}] do not fit '{tensor.Key}' [{string.Join(", ", tensor.Shape)}].");
        }

        var (a, b) = (pair.A.to(ScalarType.Float32).reshape(pair.Rank, -1), pair.B.to(ScalarType.Float32).reshape(rows, pair.Rank));
        return matmul(b, a) * (pair.Scaling * scale);
    }

    // The projection's weight put together from the tensors that hold its rows.
    private static Tensor Whole(IWeightSource source, IEnumerable<BaseTensor> tensors)
    {
        Tensor? whole = null;
        foreach (var tensor in tensors)
        {
            var stored = source.Read(tensor.Key).reshape(tensor.Shape[0], -1);
            whole ??= zeros([tensor.SiteRows, stored.shape[1]], stored.dtype);
            foreach (var (here, there, count) in tensor.Shared(LoraRows.Whole))
            {
                whole.narrow(0, there, count).copy_(stored.narrow(0, here, count));
            }
        }

        return whole!;
    }
}
