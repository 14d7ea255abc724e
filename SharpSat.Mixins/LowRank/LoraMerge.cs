using System.Runtime.CompilerServices;
using SharpSat.Core.Errors;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.LowRank;

/// <summary>How a merge changed the base.</summary>
/// <param name="Projections">Projections whose weights changed.</param>
/// <param name="LargestChange">Largest absolute change of one weight, after rounding to the base's type.</param>
public sealed record LoraMergeReport(int Projections, double LargestChange);

/// <summary>
/// Puts an adapter's update into the base weights and takes it out again. The sum is computed in float32 and rounded
/// once; the original weights are kept, so that taking it out restores them bit for bit.
/// </summary>
public sealed class LoraMerge : IDisposable
{
    private static readonly ConditionalWeakTable<LinearSite, Stack<LoraMerge>> Order = [];
    private readonly double _scale;
    private readonly Dictionary<LinearSite, Tensor> _originals = [];

    private LoraMerge(double scale)
    {
        _scale = scale;
    }

    /// <summary>Merges the adapter at its present scale.</summary>
    /// <param name="lora">The adapter, on its model.</param>
    /// <param name="fuseScale">Multiplies its scale, as diffusers' <c>fuse_lora(lora_scale)</c> does.</param>
    /// <exception cref="InvalidOperationException">It is merged already.</exception>
    /// <exception cref="InputException">The base is int8.</exception>
    public static LoraMergeReport Into(LoraMixin lora, double fuseScale = 1)
    {
        ArgumentNullException.ThrowIfNull(lora);
        if (lora.IsMerged)
        {
            throw new InvalidOperationException("The adapter is merged already.");
        }

        if (lora.Factors.FirstOrDefault(factors => factors.Site.Linear.Scale is not null) is { } quantized)
        {
            throw new InputException($"{quantized.Site.Path} is int8, and an adapter cannot be merged into whole numbers. Leave it unmerged, or merge it into the network's float weights first and round those.");
        }

        var merge = new LoraMerge(lora.Scale * fuseScale);
        using var guard = no_grad();
        var largest = lora.Factors.Select(merge.Apply).DefaultIfEmpty(0).Max();
        lora.Merge = merge;
        return new LoraMergeReport(lora.Factors.Count, largest);
    }

    /// <summary>Takes a merged adapter out again.</summary>
    /// <exception cref="InvalidOperationException">It is not merged, or another adapter was merged on top of it.</exception>
    public static void Undo(LoraMixin lora)
    {
        ArgumentNullException.ThrowIfNull(lora);
        var merge = lora.Merge ?? throw new InvalidOperationException("The adapter is not merged.");
        if (merge._originals.Keys.Any(site => Order.GetOrCreateValue(site).Peek() != merge))
        {
            throw new InvalidOperationException("Another adapter was merged on top of this one; undo that first.");
        }

        using var guard = no_grad();
        foreach (var (site, original) in merge._originals)
        {
            site.Linear.Weight.Value.copy_(original);
            Order.GetOrCreateValue(site).Pop();
        }

        merge.Dispose();
        lora.Merge = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var original in _originals.Values)
        {
            original.Dispose();
        }

        _originals.Clear();
    }

    private double Apply(LoraFactors factors)
    {
        using var scope = NewDisposeScope();
        var weight = factors.Site.Linear.Weight.Value;
        var original = weight.detach().clone();
        weight.copy_(original.to(ScalarType.Float32) + factors.WeightChange(_scale));
        _originals[factors.Site] = original.DetachFromDisposeScope();
        Order.GetOrCreateValue(factors.Site).Push(this);
        return (weight.to(ScalarType.Float32) - original.to(ScalarType.Float32)).abs().max().to(ScalarType.Float64).item<double>();
    }
}
