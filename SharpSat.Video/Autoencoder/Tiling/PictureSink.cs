using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder.Tiling;

/// <summary>Takes a finished part of a clip, which is valid during the call only.</summary>
/// <param name="part_BCFHW">Some frames of some region.</param>
/// <param name="frame">The first of its frames.</param>
/// <param name="top">Its first row.</param>
/// <param name="left">Its first column.</param>
internal delegate void PictureSink(Tensor part_BCFHW, long frame, long top, long left);
