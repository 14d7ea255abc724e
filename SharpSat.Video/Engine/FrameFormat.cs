using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>In what form decoded frames are wanted.</summary>
/// <param name="Dtype">Type of the numbers.</param>
/// <param name="Device">Where they go.</param>
/// <param name="ChannelsLast">[B, F, H, W, C], or else [B, F, C, H, W].</param>
/// <param name="Convert">From the decoder's values [B, C, F, H, W] to those wanted, of the same shape.</param>
internal sealed record FrameFormat(ScalarType Dtype, Device Device, bool ChannelsLast, Func<Tensor, Tensor> Convert);
