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
    // libtorch hands a float32 CPU convolution of batch 1 to oneDNN only above this size (aten Convolution.cpp, use_mkldnn);
    // its own path is about three times slower.
    private const long LargestSlowInput = 20480;

    private readonly long _timeKernel;
    private readonly bool _pointwise;
    private readonly long[] _stride;
    private readonly long[] _padding;

    public ConvLayer(long inChannels, long outChannels, long[] kernel, long spatialStride = 1, double? biasValue = null, bool padSpace = true)
        : base(nameof(ConvLayer))
    {
        var fanIn = kernel.Aggregate(inChannels, (product, size) => product * size);
        Weight = AddWeight("weight", [outChannels, inChannels, .. kernel], WeightInit.FanIn(fanIn));
        Bias = AddWeight("bias", [outChannels], biasValue is { } value ? WeightInit.Table(() => full(outChannels, value)) : WeightInit.FanIn(fanIn));
        _timeKernel = kernel.Length == 3 ? kernel[0] : 1;
        _pointwise = kernel.All(size => size == 1);
        _stride = [1, spatialStride, spatialStride];
        _padding = padSpace ? [0, kernel[^2] / 2, kernel[^1] / 2] : [0, 0, 0];
    }

    public Weight Weight { get; }

    public Weight Bias { get; }

    public Tensor Forward(Tensor x_BCTHW)
    {
        using var scope = NewDisposeScope();
        var frames = x_BCTHW.size(2) - _timeKernel + 1;
        return (frames > 1 && IsSlow(x_BCTHW) ? ConvolveHalves(x_BCTHW, frames) : Convolve(x_BCTHW)).MoveToOuterDisposeScope();
    }

    private Tensor Convolve(Tensor x_BCTHW)
    {
        var weight = Weight.Shape.Count == 4 ? Weight.Value.unsqueeze(2) : Weight.Value;
        return nn.functional.conv3d(x_BCTHW, weight, Bias.Value, strides: _stride, padding: _padding);
    }

    private bool IsSlow(Tensor x_BCTHW)
    {
        if (_pointwise || x_BCTHW.device_type != DeviceType.CPU || x_BCTHW.dtype != ScalarType.Float32)
        {
            return false;
        }

        var shape = x_BCTHW.shape;
        return shape[0] == 1 && shape[1] * shape[2] * shape[3] <= LargestSlowInput;
    }

    /// <summary>Computes the two halves of the time axis (which may overlap by a frame) as a batch of two.</summary>
    private Tensor ConvolveHalves(Tensor x_BCTHW, long frames)
    {
        var half = (frames + 1) / 2;
        var taken = half + _timeKernel - 1;
        var y = Convolve(cat([x_BCTHW.narrow(2, 0, taken), x_BCTHW.narrow(2, frames - half, taken)], 0));
        var overlap = (2 * half) - frames;
        return cat([y.narrow(0, 0, 1), y.narrow(0, 1, 1).narrow(2, overlap, half - overlap)], 2);
    }
}
