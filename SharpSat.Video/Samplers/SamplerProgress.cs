using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>Reported after every sampler step. The tensors live until the callback returns.</summary>
/// <param name="Step">The step that was taken.</param>
/// <param name="Latents_BTCHW">Latents after it.</param>
/// <param name="Clean_BTCHW">The model's clean estimate in it.</param>
public sealed record SamplerProgress(SamplingStep Step, Tensor Latents_BTCHW, Tensor Clean_BTCHW);
