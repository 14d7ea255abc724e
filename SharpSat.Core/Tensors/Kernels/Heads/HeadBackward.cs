using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Heads;

/// <summary>The loops of <see cref="HeadNode"/>.</summary>
internal static unsafe class HeadBackward
{
    /// <summary>Fills the gradient of x, and sums over all tokens and heads.</summary>
    /// <returns>Sums of g and of g * normed(x), g turned back, [2, D], float32; null if not asked for.</returns>
    public static Tensor? Run<T>(Tensor g_BNSD, Tensor x_BNSD, HeadNorm? norm, HeadTurn? turn, Tensor dx_BNSD, bool sums)
        where T : unmanaged, ILane<T>
    {
        var plan = new HeadPlan(x_BNSD);
        var (ofSample, ofHead, ofToken) = (x_BNSD.stride(0), x_BNSD.stride(1), x_BNSD.stride(2));
        var (toSample, toHead, toToken) = (dx_BNSD.stride(0), dx_BNSD.stride(1), dx_BNSD.stride(2));
        var (tokens, size, heads) = (plan.Tokens, plan.Size, plan.Heads);
        using var weight_D = norm?.Weight_D is null ? ones(size) : KernelTensor.Wide(norm.Weight_D);
        using var partial = sums ? zeros(plan.Count, 2, size) : null;
        T* x = KernelTensor.Data<T>(x_BNSD), g = KernelTensor.Data<T>(g_BNSD), dx = KernelTensor.Data<T>(dx_BNSD);
        float* weight = KernelTensor.Data<float>(weight_D), partials = partial is null ? null : KernelTensor.Data<float>(partial);
        float* cos = turn is null ? null : KernelTensor.Data<float>(turn.Cos_SD), sin = turn is null ? null : KernelTensor.Data<float>(turn.Sin_SD);
        var (normed, epsilon) = (norm is not null, norm?.Epsilon ?? 0);
        RowPieces.Run(plan.Count, x_BNSD.numel(), piece =>
        {
            var (sample, from, to) = plan[piece];
            var sum = partials is null ? null : partials + (2L * piece * size);
            var turned = stackalloc float[size];
            for (var head = 0; head < heads; head++)
            {
                T* source = x + (sample * ofSample) + (head * ofHead), target = dx + (sample * toSample) + (head * toHead);
                var given = g + ((((long)sample * heads) + head) * tokens * size);
                for (long token = from; token < to; token++)
                {
                    var angle = token * size;
                    TurnBack(given + angle, cos is null ? null : cos + angle, sin + angle, turned, size);
                    if (normed)
                    {
                        Norm(turned, source + (token * ofToken), weight, epsilon, sum, target + (token * toToken), size);
                    }
                    else
                    {
                        Copy(turned, target + (token * toToken), size);
                    }
                }
            }
        });
        return partial?.sum([0L]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TurnBack<T>(T* g, float* cos, float* sin, float* turned, int size)
        where T : unmanaged, ILane<T>
    {
        for (var i = 0; i < size; i += KernelChoice.Lanes)
        {
            var value = T.Load(g + i);
            (cos is null ? value : HeadForward.Turn(value, Vector512.Load(cos + i), -Vector512.Load(sin + i))).Store(turned + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy<T>(float* turned, T* dx, int size)
        where T : unmanaged, ILane<T>
    {
        for (var i = 0; i < size; i += KernelChoice.Lanes)
        {
            T.Store(dx + i, Vector512.Load(turned + i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Norm<T>(float* g, T* x, float* weight, float epsilon, float* sum, T* dx, int size)
        where T : unmanaged, ILane<T>
    {
        var (mean, scale) = RowMath.Moments(x, size, epsilon);
        var (middle, spread) = (Vector512.Create(mean), Vector512.Create(scale));
        var (plain, along) = (Vector512<float>.Zero, Vector512<float>.Zero);
        for (var i = 0; i < size; i += KernelChoice.Lanes)
        {
            var (given, normed) = (Vector512.Load(g + i), (T.Load(x + i) - middle) * spread);
            var weighted = given * Vector512.Load(weight + i);
            plain += weighted;
            along = Vector512.FusedMultiplyAdd(weighted, normed, along);
            if (sum is not null)
            {
                (Vector512.Load(sum + i) + given).Store(sum + i);
                Vector512.FusedMultiplyAdd(given, normed, Vector512.Load(sum + size + i)).Store(sum + size + i);
            }
        }

        var (level, slope) = (Vector512.Create(Vector512.Sum(plain) / size), Vector512.Create(Vector512.Sum(along) / size));
        for (var i = 0; i < size; i += KernelChoice.Lanes)
        {
            var normed = (T.Load(x + i) - middle) * spread;
            T.Store(dx + i, ((Vector512.Load(g + i) * Vector512.Load(weight + i)) - level - (normed * slope)) * spread);
        }
    }
}
