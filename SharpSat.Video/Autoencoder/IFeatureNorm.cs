using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder;

/// <summary>A normalisation of features: plain in the encoder, modulated by the latent in the decoder.</summary>
internal interface IFeatureNorm
{
    Tensor Forward(Tensor x_BCTHW, FramePass pass);

    /// <summary>x * sigmoid(x) of what <see cref="Forward"/> gives.</summary>
    Tensor Activated(Tensor x_BCTHW, FramePass pass) => FeatureOps.Swish(Forward(x_BCTHW, pass));
}
