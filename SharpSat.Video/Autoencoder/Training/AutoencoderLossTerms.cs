using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder.Training;

/// <summary>The outcome of <see cref="AutoencoderLoss.Compute"/>.</summary>
/// <param name="Loss">Weighted sum, float32 scalar attached to the graph.</param>
/// <param name="Metrics">
/// <c>reconstruction</c>, <c>kl</c> (nats per element), <c>gradient</c> (if weighted), each unweighted; <c>psnr</c> in
/// dB for a range of [-1, 1]; <c>latent_std</c>, whose inverse is the latent scale for diffusion.
/// </param>
public sealed record AutoencoderLossTerms(Tensor Loss, IReadOnlyDictionary<string, double> Metrics);
