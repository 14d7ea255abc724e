using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>All that a sampler sees of the model: the clean latents (float32) it believes are behind noisy ones.</summary>
/// <param name="x_BTCHW">Noisy latents at the step's level.</param>
/// <param name="step">Where the run is.</param>
public delegate Tensor DenoiseFn(Tensor x_BTCHW, SamplingStep step);
