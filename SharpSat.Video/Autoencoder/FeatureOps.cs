using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder;

/// <summary>Operations that consume their input, so that full-size features are freed as soon as they are used.</summary>
internal static class FeatureOps
{
    /// <summary>x * sigmoid(x); in place where no gradient needs x.</summary>
    public static Tensor Swish(Tensor owned)
    {
        if (!is_grad_enabled())
        {
            return owned.silu_();
        }

        using (owned)
        {
            return nn.functional.silu(owned);
        }
    }
}
