using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Modulation;

/// <summary>The loops of <see cref="NormModulationNode"/>.</summary>
internal static unsafe class NormModulationBackward
{
    /// <summary>Fills the gradient of x, and sums over each stream's tokens.</summary>
    /// <returns>Sums of g and of g * normed(x), [B, 2, 2, E], float32; null if not asked for.</returns>
    public static Tensor? Run<T>(Tensor g_BSE, Tensor x_BSE, NormLines lines, float epsilon, Tensor? dx_BSE, bool sums)
        where T : unmanaged, ILane<T>
    {
        int tokens = (int)x_BSE.size(1), width = (int)x_BSE.size(2);
        var streams = new TokenStreams((int)x_BSE.size(0), lines.Leading, tokens);
        var sampleStride = x_BSE.stride(0);
        T* x = KernelTensor.Data<T>(x_BSE), g = KernelTensor.Data<T>(g_BSE), dx = dx_BSE is null ? null : KernelTensor.Data<T>(dx_BSE);
        var factor = KernelTensor.Data<float>(lines.Factor_BQE);
        using var partial = sums ? zeros(streams.Count, 2, width) : null;
        var partials = partial is null ? null : KernelTensor.Data<float>(partial);
        RowPieces.Run(streams.Count, x_BSE.numel(), piece =>
        {
            var (sample, stream, from, to) = streams[piece];
            var line = factor + (((sample * 2) + stream) * width);
            var sum = partials is null ? null : partials + (2L * piece * width);
            for (long token = from; token < to; token++)
            {
                var row = (((long)sample * tokens) + token) * width;
                Row(g + row, x + (sample * sampleStride) + (token * width), line, dx is null ? null : dx + row, sum, width, epsilon);
            }
        });
        return partial is null ? null : StreamSums.Of(partial, streams);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<T>(T* g, T* x, float* factor, T* dx, float* sum, int width, float epsilon)
        where T : unmanaged, ILane<T>
    {
        var (mean, scale) = RowMath.Moments(x, width, epsilon);
        var (middle, spread) = (Vector512.Create(mean), Vector512.Create(scale));
        if (sum is not null)
        {
            for (var i = 0; i < width; i += KernelChoice.Lanes)
            {
                var (given, normed) = (T.Load(g + i), (T.Load(x + i) - middle) * spread);
                (Vector512.Load(sum + i) + given).Store(sum + i);
                Vector512.FusedMultiplyAdd(given, normed, Vector512.Load(sum + width + i)).Store(sum + width + i);
            }
        }

        if (dx is null)
        {
            return;
        }

        var (plain, along) = (Vector512<float>.Zero, Vector512<float>.Zero);
        for (var i = 0; i < width; i += KernelChoice.Lanes)
        {
            var weighted = T.Load(g + i) * Vector512.Load(factor + i);
            plain += weighted;
            along = Vector512.FusedMultiplyAdd(weighted, (T.Load(x + i) - middle) * spread, along);
        }

        var (level, slope) = (Vector512.Create(Vector512.Sum(plain) / width), Vector512.Create(Vector512.Sum(along) / width));
        for (var i = 0; i < width; i += KernelChoice.Lanes)
        {
            var normed = (T.Load(x + i) - middle) * spread;
            var weighted = T.Load(g + i) * Vector512.Load(factor + i);
            T.Store(dx + i, (weighted - level - (normed * slope)) * spread);
        }
    }
}
