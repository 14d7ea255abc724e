using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Core.Models;
using static TorchSharp.torch;

namespace SharpSat.Core.Layers.Quantization;

/// <summary>Int8 weights of whole models.</summary>
public static class QuantizedLinears
{
    /// <summary>
    /// Rounds every projection of a model's layers to int8, those of mixins included; what stands before and after the layers
    /// stays as it is, being small and sensitive. Adapters on top go on in floats and train.
    /// </summary>
    /// <returns>How many projections are int8 now.</returns>
    /// <exception cref="InputException">A weight is not finite.</exception>
    public static int Apply(BaseModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var sites = model.Projections.Where(site => site.Layer is not null).ToList();
        foreach (var site in sites)
        {
            if (site.Linear.Scale is null && !site.Linear.Weight.Value.isfinite().all().item<bool>())
            {
                throw new InputException($"{site.Path}.weight holds an infinity or NaN, so it cannot be rounded to int8. Check the file that it came from.");
            }

            site.Linear.Quantize();
        }

        return sites.Count;
    }

    /// <summary>Whether any projection of a model is int8.</summary>
    public static bool Any(BaseModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Projections.Any(site => site.Linear.Scale is not null);
    }

    /// <summary>Prepares the layers whose weights are int8 in a source.</summary>
    internal static void Declare(nn.Module module, IWeightSource source)
    {
        foreach (var (name, weight) in module.NamedWeights().ToList())
        {
            if (weight.Name == LinearLayer.WeightName && weight.Owner is LinearLayer linear && source.Entries.ContainsKey(name + LinearLayer.ScaleSuffix))
            {
                linear.DeclareScale();
            }
        }
    }
}
