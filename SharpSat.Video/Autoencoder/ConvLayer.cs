using SharpSat.Core.Layers;
using SharpSat.Core.Tensors.Kernels;
using SharpSat.Core.Tensors.Kernels.Gradients;
using SharpSat.Core.Tensors.Kernels.Products;
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

    // Numbers of the frames that are widened at a time, 256 MiB, or what one frame of the result needs if that is more.
    private const long MostWideNumbers = 1L << 26;

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
        var y = frames > 0 && ServesWide(x_BCTHW) ? ConvolveWide(x_BCTHW, frames)
            : frames > 1 && IsSlow(x_BCTHW) ? ConvolveHalves(x_BCTHW, frames)
            : Convolve(x_BCTHW, Kernel, Bias.Value);
        return y.MoveToOuterDisposeScope();
    }

    private Tensor Kernel => Weight.Shape.Count == 4 ? Weight.Value.unsqueeze(2) : Weight.Value;

    private Tensor Convolve(Tensor x_BCTHW, Tensor weight, Tensor bias) => nn.functional.conv3d(x_BCTHW, weight, bias, strides: _stride, padding: _padding);

    private bool IsSlow(Tensor x_BCTHW)
    {
        if (_pointwise || x_BCTHW.device_type != DeviceType.CPU || x_BCTHW.dtype != ScalarType.Float32)
        {
            return false;
        }

        return IsSmall(x_BCTHW.shape);
    }

    private static bool IsSmall(long[] shape) => shape[0] == 1 && shape[1] * shape[2] * shape[3] <= LargestSlowInput;

    /// <summary>Whether a convolution of bfloat16 numbers is computed in float32, in 0.6 of the time where bfloat16 products are slow.</summary>
    internal bool ServesWide(Tensor x_BCTHW) =>
        WideLinear.ServesType(x_BCTHW) && !IsSmall(x_BCTHW.shape) && !KernelNode.IsNeeded(x_BCTHW, Weight.Value, Bias.Value);

    /// <summary>Computes in float32 a few frames at a time, rounded once at the end.</summary>
    private Tensor ConvolveWide(Tensor x_BCTHW, long frames)
    {
        var (weight, bias) = (Kernel.to(ScalarType.Float32), Bias.Value.to(ScalarType.Float32));
        var shape = x_BCTHW.shape;
        var pieces = new EvenPieces(frames, (MostWideNumbers / (x_BCTHW.numel() / shape[2])) - _timeKernel + 1);
        var wide_BCTHW = KernelTensor.New([shape[0], shape[1], pieces.Size + _timeKernel - 1, shape[3], shape[4]], ScalarType.Float32);
        Tensor? y_BCTHW = null;
        foreach (var (from, count) in pieces)
        {
            using var part = NewDisposeScope();
            var taken = count + _timeKernel - 1;
            var input_BCTHW = wide_BCTHW.narrow(2, 0, taken);
            input_BCTHW.copy_(x_BCTHW.narrow(2, from, taken));
            var output = Convolve(input_BCTHW, weight, bias);
            y_BCTHW ??= KernelTensor.New([output.size(0), output.size(1), frames, output.size(3), output.size(4)], ScalarType.BFloat16).MoveToOuterDisposeScope();
            y_BCTHW.narrow(2, from, count).copy_(output);
        }

        return y_BCTHW!;
    }

    /// <summary>Computes the two halves of the time axis (which may overlap by a frame) as a batch of two.</summary>
    private Tensor ConvolveHalves(Tensor x_BCTHW, long frames)
    {
        var half = (frames + 1) / 2;
        var taken = half + _timeKernel - 1;
        var y = Convolve(cat([x_BCTHW.narrow(2, 0, taken), x_BCTHW.narrow(2, frames - half, taken)], 0), Kernel, Bias.Value);
        var overlap = (2 * half) - frames;
        return cat([y.narrow(0, 0, 1), y.narrow(0, 1, 1).narrow(2, overlap, half - overlap)], 2);
    }
}
