using SharpSat.Core.Tensors;

namespace SharpSat.Video.Engine;

/// <summary>Where each kind of draw of a training step comes from, in the order in which they are made.</summary>
/// <param name="Images">Noises and drops the pictures of an image-to-video network.</param>
/// <param name="Posterior">Samples the autoencoder's posterior.</param>
/// <param name="Captions">Decides which captions are dropped.</param>
/// <param name="Timesteps">Chooses the noise levels.</param>
/// <param name="Noise">Makes the noise (and its offset).</param>
internal sealed record TrainingDraws(
    INoiseSource Images, INoiseSource Posterior, INoiseSource Captions, INoiseSource Timesteps, INoiseSource Noise);
