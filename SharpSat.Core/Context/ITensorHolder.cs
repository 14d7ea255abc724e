using static TorchSharp.torch;

namespace SharpSat.Core.Context;

/// <summary>
/// A context value with tensors inside. Activation checkpointing carries such tensors, like plain ones, to the second
/// run of the layers, with gradients; tensors hidden in any other value must neither need gradients nor be disposed
/// before the backward pass.
/// </summary>
public interface ITensorHolder
{
    /// <summary>The same value with each tensor replaced, always in the same order.</summary>
    object MapTensors(Func<Tensor, Tensor> map);
}
