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
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var guard = no_grad();
        foreach (var site in sites.OrderBy(s => s.Path, StringComparer.Ordinal))
        {
            using var scope = NewDisposeScope();
            hash.AppendData(Encoding.UTF8.GetBytes(site.Path));
            hash.AppendData(site.Linear.Weight.Value.detach().to(ScalarType.BFloat16).cpu().contiguous().bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
