using System.Security.Cryptography;
using System.Text;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.LowRank;

/// <summary>Identifies the weights an adapter was trained on, whether they are loaded as float32 or bfloat16.</summary>
public static class BaseFingerprint
{
    /// <summary>SHA-256 (hex) of the projections' names and weights, rounded to bfloat16.</summary>
    public static string Of(IEnumerable<LinearSite> sites)
    {
        ArgumentNullException.ThrowIfNull(sites);
        return Of(sites.Select(site => (site.Path, new Func<Tensor>(() => site.Linear.FloatWeight(site.Linear.Scale is null ? site.Linear.Weight.Value.dtype : ScalarType.Float32)))));
    }

    /// <summary>The same for weights that belong to no model.</summary>
    /// <param name="projections">Path and weight [out, in]; each weight is read once, in a dispose scope of its own.</param>
    public static string Of(IEnumerable<(string Path, Func<Tensor> Weight)> projections)
    {
        ArgumentNullException.ThrowIfNull(projections);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var guard = no_grad();
        foreach (var (path, weight) in projections.OrderBy(p => p.Path, StringComparer.Ordinal))
        {
            using var scope = NewDisposeScope();
            hash.AppendData(Encoding.UTF8.GetBytes(path));
            hash.AppendData(weight().to(ScalarType.BFloat16).cpu().contiguous().bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
