using SharpSat.Core.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder.Training;

/// <summary>Reconstruction + divergence (+ gradient difference). Pure: no weights, no state, no random draws.</summary>
public sealed class AutoencoderLoss
{
    private const double PeakSquared = 4;
    private readonly AutoencoderLossParams _params;

    /// <summary>Creates the loss.</summary>
    /// <exception cref="InputException">A weight is negative or not a number.</exception>
    public AutoencoderLoss(AutoencoderLossParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        RequireNonNegative("KL weight", p.KlWeight);
        RequireNonNegative("gradient weight", p.GradientWeight);
        RequireNonNegative("latent noise", p.LatentNoise);
        _params = p;
    }

    /// <summary>As in the settings.</summary>
    public double LatentNoise => _params.LatentNoise;

    /// <summary>Compares in float32.</summary>
    /// <param name="decoded_BCFHW">The decoder's output.</param>
    /// <param name="original_BCFHW">The clip, in [-1, 1].</param>
    /// <param name="posterior">The encoder's.</param>
    public AutoencoderLossTerms Compute(Tensor decoded_BCFHW, Tensor original_BCFHW, GaussianPosterior posterior)
    {
        ArgumentNullException.ThrowIfNull(decoded_BCFHW);
        ArgumentNullException.ThrowIfNull(original_BCFHW);
        ArgumentNullException.ThrowIfNull(posterior);
        if (!decoded_BCFHW.shape.SequenceEqual(original_BCFHW.shape))
        {
            throw new ArgumentException($"Decoded [{string.Join(", ", decoded_BCFHW.shape)}], original [{string.Join(", ", original_BCFHW.shape)}].", nameof(decoded_BCFHW));
        }

        using var scope = NewDisposeScope();
        var error = decoded_BCFHW.to(ScalarType.Float32) - original_BCFHW.to(ScalarType.Float32);
        var squared = error.square().mean();
        var reconstruction = _params.Reconstruction == ReconstructionNorm.L1 ? error.abs().mean() : squared;
        var kl = posterior.Divergence().to(ScalarType.Float32).mean();
        var loss = reconstruction + (kl * _params.KlWeight);
        var metrics = new Dictionary<string, double>
        {
            ["reconstruction"] = reconstruction.item<float>(),
            ["kl"] = kl.item<float>(),
            ["psnr"] = 10 * Math.Log10(PeakSquared / Math.Max(squared.item<float>(), double.Epsilon)),
            ["latent_std"] = posterior.Mean.detach().to(ScalarType.Float32).std().item<float>(),
        };
        if (_params.GradientWeight > 0)
        {
            var gradient = GradientDifference(error);
            metrics["gradient"] = gradient.item<float>();
            loss += gradient * _params.GradientWeight;
        }

        return new AutoencoderLossTerms(loss.MoveToOuterDisposeScope(), metrics);
    }

    /// <summary>The difference of gradients is the gradient of the difference; mean over the axes that have neighbours.</summary>
    private static Tensor GradientDifference(Tensor error_BCFHW)
    {
        var axes = new[] { 2, 3, 4 }.Where(axis => error_BCFHW.size(axis) > 1).ToList();
        var total = zeros([], error_BCFHW.dtype, error_BCFHW.device);
        foreach (var axis in axes)
        {
            var last = error_BCFHW.size(axis) - 1;
            total += (error_BCFHW.narrow(axis, 1, last) - error_BCFHW.narrow(axis, 0, last)).abs().mean() / axes.Count;
        }

        return total;
    }

    private static void RequireNonNegative(string what, double value)
    {
        if (!(value >= 0) || !double.IsFinite(value))
        {
            throw new InputException(FormattableString.Invariant($"autoencoder_training: the {what} is {value}; it must be a number of at least 0, nearest: 0."));
        }
    }
}
