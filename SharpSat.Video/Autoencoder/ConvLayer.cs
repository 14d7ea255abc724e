using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder;

/// <summary>
/// A convolution of [B, C, T, H, W] with <c>weight</c> [out, in, ...kernel] and <c>bias</c> [out]. A two-dimensional
/// kernel works on each frame alone (the same as folding time into the batch, without moving the data).
/// </summary>
internal sealed class ConvLayer : NetworkModule
{
    private readonly long[] _stride;
    private readonly long[] _padding;

    public ConvLayer(long inChannels, long outChannels, long[] kernel, long spatialStride = 1, double? biasValue = null, bool padSpace = true)
        : base(nameof(ConvLayer))
    {
        var fanIn = kernel.Aggregate(inChannels, (product, size) => product * size);
        Weight = AddWeight("weight", [outChannels, inChannels, .. kernel], WeightInit.FanIn(fanIn));
        Bias = AddWeight("bias", [outChannels], biasValue is { } value ? WeightInit.Table(() => full(outChannels, value)) : WeightInit.FanIn(fanIn));
        _stride = [1, spatialStride, spatialStride];
        _padding = padSpace ? [0, kernel[^2] / 2, kernel[^1] / 2] : [0, 0, 0];
    }

    public Weight Weight { get; }

    public Weight Bias { get; }

    public Tensor Forward(Tensor x_BCTHW)
    {
        using var scope = NewDisposeScope();
        var weight = Weight.Shape.Count == 4 ? Weight.Value.unsqueeze(2) : Weight.Value;
        return nn.functional.conv3d(x_BCTHW, weight, Bias.Value, strides: _stride, padding: _padding).MoveToOuterDisposeScope();
    }
}
