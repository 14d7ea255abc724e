using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Heads;

/// <summary>The forward pass of <see cref="HeadKernel"/>.</summary>
internal static unsafe class HeadForward
{
    // Minus at even places, for the first number of a pair.
    private static readonly Vector512<uint> Signs = Vector512.Create(0x00000000_80000000ul).AsUInt32();

    public static void Run<T>(Tensor x_BNSD, HeadNorm? norm, HeadTurn? turn, Tensor y_BNSD)
        where T : unmanaged, ILane<T>
    {
        var plan = new HeadPlan(x_BNSD);
        var (ofSample, ofHead, ofToken) = (x_BNSD.stride(0), x_BNSD.stride(1), x_BNSD.stride(2));
        var (tokens, size, heads) = (plan.Tokens, plan.Size, plan.Heads);
        using var weight_D = norm?.Weight_D is null ? ones(size) : KernelTensor.Wide(norm.Weight_D);
        using var bias_D = norm?.Bias_D is null ? zeros(size) : KernelTensor.Wide(norm.Bias_D);
        T* x = KernelTensor.Data<T>(x_BNSD), y = KernelTensor.Data<T>(y_BNSD);
        float* weight = KernelTensor.Data<float>(weight_D), bias = KernelTensor.Data<float>(bias_D);
        float* cos = turn is null ? null : KernelTensor.Data<float>(turn.Cos_SD), sin = turn is null ? null : KernelTensor.Data<float>(turn.Sin_SD);
        var (normed, epsilon) = (norm is not null, norm?.Epsilon ?? 0);
        RowPieces.Run(plan.Count, x_BNSD.numel(), piece =>
        {
            var (sample, from, to) = plan[piece];
            for (var head = 0; head < heads; head++)
            {
                var source = x + (sample * ofSample) + (head * ofHead);
                var target = y + ((((long)sample * heads) + head) * tokens * size);
                for (long token = from; token < to; token++)
                {
                    var angle = token * size;
                    Row(source + (token * ofToken), weight, bias, normed, epsilon, cos is null ? null : cos + angle, sin + angle, target + angle, size);
                }
            }
        });
    }

    /// <summary>x cos + (-b, a) sin for the pairs (a, b) of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Turn(Vector512<float> x, Vector512<float> cos, Vector512<float> sin)
    {
        var pairs = x.AsUInt64();
        var swapped = ((pairs << 32) | (pairs >>> 32)).AsUInt32() ^ Signs;
        return Vector512.FusedMultiplyAdd(swapped.AsSingle(), sin, x * cos);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<T>(T* x, float* weight, float* bias, bool normed, float epsilon, float* cos, float* sin, T* y, int size)
        where T : unmanaged, ILane<T>
    {
        var (mean, scale) = normed ? RowMath.Moments(x, size, epsilon) : (0, 1);
        var (middle, spread) = (Vector512.Create(mean), Vector512.Create(scale));
        for (var i = 0; i < size; i += KernelChoice.Lanes)
        {
            var value = Vector512.FusedMultiplyAdd((T.Load(x + i) - middle) * spread, Vector512.Load(weight + i), Vector512.Load(bias + i));
            T.Store(y + i, cos is null ? value : Turn(value, Vector512.Load(cos + i), Vector512.Load(sin + i)));
        }
    }
}
