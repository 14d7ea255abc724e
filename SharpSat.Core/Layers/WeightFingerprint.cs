using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Layers;

/// <summary>Tells models apart by what they compute.</summary>
public static class WeightFingerprint
{
    /// <summary>SHA-256 (hex) of settings and of every weight's name and values as float32, in whatever format they are kept.</summary>
    /// <param name="module">Its weights must be filled.</param>
    /// <param name="settings">What else decides its output.</param>
    public static string Of(nn.Module module, string settings)
    {
        ArgumentNullException.ThrowIfNull(module);
        using var guard = no_grad();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(settings));
        foreach (var (name, weight) in module.NamedWeights().OrderBy(w => w.Name, StringComparer.Ordinal))
        {
            using var scope = NewDisposeScope();
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(weight.Value.detach().to(ScalarType.Float32).cpu().contiguous().bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
