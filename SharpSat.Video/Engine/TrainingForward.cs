using SharpSat.Video.Networks;
using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>Everything a training step computed. The caller's dispose scope owns the tensors.</summary>
/// <param name="Clean_BTCHW">Scaled clean latents.</param>
/// <param name="Conditioning">What the network was told, captions dropped.</param>
/// <param name="Terms">Loss and what led to it.</param>
internal sealed record TrainingForward(Tensor Clean_BTCHW, Conditioning Conditioning, DiffusionLossTerms Terms);
