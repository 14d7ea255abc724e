using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Modulation;

/// <summary>The forward pass of <see cref="NormModulation"/>.</summary>
internal static unsafe class NormModulationForward
{
    public static void Run<T>(Tensor x_BSE, NormLines lines, float epsilon, Tensor y_BSE)
        where T : unmanaged, ILane<T>
    {
        int tokens = (int)x_BSE.size(1), width = (int)x_BSE.size(2);
        var streams = new TokenStreams((int)x_BSE.size(0), lines.Leading, tokens);
        var sampleStride = x_BSE.stride(0);
        T* x = KernelTensor.Data<T>(x_BSE), y = KernelTensor.Data<T>(y_BSE);
        float* factor = KernelTensor.Data<float>(lines.Factor_BQE), offset = KernelTensor.Data<float>(lines.Offset_BQE);
        RowPieces.Run(streams.Count, x_BSE.numel(), piece =>
        {
            var (sample, stream, from, to) = streams[piece];
            var line = ((sample * 2) + stream) * width;
            for (long token = from; token < to; token++)
            {
                Row(x + (sample * sampleStride) + (token * width), factor + line, offset + line, y + (((long)sample * tokens) + token) * width, width, epsilon);
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<T>(T* x, float* factor, float* offset, T* y, int width, float epsilon)
        where T : unmanaged, ILane<T>
    {
        var (mean, scale) = RowMath.Moments(x, width, epsilon);
        var (middle, spread) = (Vector512.Create(mean), Vector512.Create(scale));
        for (var i = 0; i < width; i += KernelChoice.Lanes)
        {
            var normed = (T.Load(x + i) - middle) * spread;
            T.Store(y + i, Vector512.FusedMultiplyAdd(normed, Vector512.Load(factor + i), Vector512.Load(offset + i)));
        }
    }
}
