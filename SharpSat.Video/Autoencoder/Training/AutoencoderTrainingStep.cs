using SharpSat.Core.Errors;
using SharpSat.Core.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder.Training;

/// <summary>
/// Encodes clips, draws latents from their posteriors (stream "posterior"), decodes them in one piece with the first
/// frame apart, so that all frames of a clip come back, and compares.
/// </summary>
/// <param name="autoencoder">Its weights materialized.</param>
/// <param name="loss">What is asked of it.</param>
public sealed class AutoencoderTrainingStep(VideoAutoencoder autoencoder, AutoencoderLoss loss) : ITrainingStep<Tensor>
{
    /// <summary>One forward pass.</summary>
    /// <param name="batch">Clips [B, F, C, H, W] in [-1, 1].</param>
    /// <param name="context">Step number, random streams, device and type.</param>
    /// <exception cref="InputException">The clips' frame count, height or width is illegal for the autoencoder.</exception>
    public StepResult ComputeLoss(Tensor batch, StepContext context)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(context);
        using var scope = NewDisposeScope();
        var x_BCFHW = batch.to(context.Dtype, context.Device).transpose(1, 2).contiguous();
        using var posterior = autoencoder.Encode(x_BCFHW);
        var z_BCTHW = Disturbed(posterior.Sample(context.Noise["posterior"]), context);
        var decoded_BCFHW = autoencoder.Decode(z_BCTHW, TemporalGrouping.FirstFrameApart);
        var terms = loss.Compute(decoded_BCFHW, x_BCFHW, posterior);
        return new StepResult(terms.Loss.MoveToOuterDisposeScope()) { Metrics = terms.Metrics };
    }

    private Tensor Disturbed(Tensor z_BCTHW, StepContext context)
    {
        if (loss.LatentNoise == 0)
        {
            return z_BCTHW;
        }

        var noise = context.Noise["latent noise"];
        var size_B = noise.Uniform([z_BCTHW.size(0)], z_BCTHW.device) * loss.LatentNoise;
        return z_BCTHW + (noise.Normal(z_BCTHW.shape, z_BCTHW.dtype, z_BCTHW.device) * size_B.to(z_BCTHW.dtype).reshape(-1, 1, 1, 1, 1));
    }
}
