using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder;

/// <summary>A normalisation of features: plain in the encoder, modulated by the latent in the decoder.</summary>
internal interface IFeatureNorm
{
    Tensor Forward(Tensor x_BCTHW, FramePass pass);
}
