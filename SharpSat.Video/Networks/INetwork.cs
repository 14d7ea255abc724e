using static TorchSharp.torch;

namespace SharpSat.Video.Networks;

/// <summary>Predicts from a noisy sample; what the prediction means is the parameterization's business.</summary>
public interface INetwork
{
    /// <summary>One forward pass.</summary>
    /// <param name="x_BTCHW">Noisy latents as the network sees them.</param>
    /// <param name="timestep_B">Timestep value of each sample (float32; 0 to 999 for the video schedules).</param>
    /// <param name="conditioning">Text and, where the network takes it, an image condition.</param>
    /// <returns>A tensor of the shape of the latents' output channels.</returns>
    Tensor Predict(Tensor x_BTCHW, Tensor timestep_B, Conditioning conditioning);
}
