using SharpSat.Core.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder;

/// <summary>
/// What the encoder believes about a clip's latent: a diagonal Gaussian (Kingma and Welling 2013). All tensors are
/// [B, latent channels, T, H', W'] and belong to this object.
/// </summary>
public sealed class GaussianPosterior : IDisposable
{
    private const double LowestLogVariance = -30;
    private const double HighestLogVariance = 20;

    /// <summary>Splits moments [B, 2C, ...] (means, then log variances) and clamps the log variances to [-30, 20].</summary>
    /// <param name="moments">The encoder's output; stays the caller's.</param>
    public GaussianPosterior(Tensor moments)
    {
        ArgumentNullException.ThrowIfNull(moments);
        using var scope = NewDisposeScope();
        var halves = moments.chunk(2, 1);
        Mean = halves[0].MoveToOuterDisposeScope();
        LogVariance = halves[1].clamp(LowestLogVariance, HighestLogVariance).MoveToOuterDisposeScope();
    }

    /// <summary>Mean, which is also the most likely latent.</summary>
    public Tensor Mean { get; }

    /// <summary>Logarithm of the variance.</summary>
    public Tensor LogVariance { get; }

    /// <summary>exp(log variance / 2), a new tensor.</summary>
    public Tensor StandardDeviation()
    {
        using var half = LogVariance.mul(0.5);
        return half.exp();
    }

    /// <summary>Mean + standard deviation * noise; one normal draw of the latent's shape. Differentiable.</summary>
    public Tensor Sample(INoiseSource noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        using var scope = NewDisposeScope();
        var draw = noise.Normal(Mean.shape, Mean.dtype, Mean.device);
        return addcmul(Mean, StandardDeviation(), draw, 1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Divergence from the standard normal per element, in nats: (mean^2 + variance - 1 - log variance) / 2. The
    /// reference's <c>kl_loss</c> is its sum over everything divided by the batch.
    /// </summary>
    public Tensor Divergence()
    {
        using var scope = NewDisposeScope();
        return Mean.square().add_(LogVariance.exp()).sub_(1).sub_(LogVariance).mul_(0.5).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Mean.Dispose();
        LogVariance.Dispose();
    }
}
