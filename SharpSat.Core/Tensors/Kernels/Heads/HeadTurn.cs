using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Heads;

// S tokens, D head size.

/// <summary>What turns adjacent pairs of a head's numbers by a token's angle: (a, b) becomes (a cos - b sin, b cos + a sin).</summary>
/// <param name="Cos_SD">Cosines, each twice, float32, without gaps.</param>
/// <param name="Sin_SD">Sines, likewise.</param>
internal sealed record HeadTurn(Tensor Cos_SD, Tensor Sin_SD);
