using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SharpSat.Core.Tensors.Kernels;

/// <summary>What kernels do to a row of stored numbers, sixteen at a time and in float32.</summary>
internal static unsafe class RowMath
{
    private const int Step = KernelChoice.Lanes;

    /// <summary>Sum of a row. Four running sums keep the additions from waiting for each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum<T>(T* row, int count)
        where T : unmanaged, ILane<T>
    {
        var (a, b, c, d) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var i = 0;
        for (; i <= count - (4 * Step); i += 4 * Step)
        {
            a += T.Load(row + i);
            b += T.Load(row + i + Step);
            c += T.Load(row + i + (2 * Step));
            d += T.Load(row + i + (3 * Step));
        }

        for (; i < count; i += Step)
        {
            a += T.Load(row + i);
        }

        return Vector512.Sum(a + b + (c + d));
    }

    /// <summary>Sum of (x - center)^2 over a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SquaredDistance<T>(T* row, int count, float center)
        where T : unmanaged, ILane<T>
    {
        var middle = Vector512.Create(center);
        var (a, b, c, d) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var i = 0;
        for (; i <= count - (4 * Step); i += 4 * Step)
        {
            var (p, q) = (T.Load(row + i) - middle, T.Load(row + i + Step) - middle);
            var (r, s) = (T.Load(row + i + (2 * Step)) - middle, T.Load(row + i + (3 * Step)) - middle);
            a = Vector512.FusedMultiplyAdd(p, p, a);
            b = Vector512.FusedMultiplyAdd(q, q, b);
            c = Vector512.FusedMultiplyAdd(r, r, c);
            d = Vector512.FusedMultiplyAdd(s, s, d);
        }

        for (; i < count; i += Step)
        {
            var p = T.Load(row + i) - middle;
            a = Vector512.FusedMultiplyAdd(p, p, a);
        }

        return Vector512.Sum(a + b + (c + d));
    }

    /// <summary>Mean of a row and 1 / sqrt(variance + epsilon).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (float Mean, float Scale) Moments<T>(T* row, int count, float epsilon)
        where T : unmanaged, ILane<T>
    {
        var mean = Sum(row, count) / count;
        return (mean, 1 / MathF.Sqrt((SquaredDistance(row, count, mean) / count) + epsilon));
    }

    /// <summary>e^x to about one unit in the last place for x between -87 and 88, outside as at the end; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        // 2^n times a polynomial on [-ln 2 / 2, ln 2 / 2] (Cephes); ln 2 in two parts keeps the remainder exact.
        var bounded = Vector512.MinNative(Vector512.MaxNative(x, Vector512.Create(-87f)), Vector512.Create(88f));
        var n = Vector512.Round(bounded * Vector512.Create(1.44269504f));
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693359375f), bounded);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        var p = Vector512.FusedMultiplyAdd(Vector512.Create(1.9875691500e-4f), r, Vector512.Create(1.3981999507e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(8.3334519073e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(4.1665795894e-2f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.6666665459e-1f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(5.0000001201e-1f));
        var value = Vector512.FusedMultiplyAdd(p, r * r, r + Vector512<float>.One);
        var power = ((Vector512.ConvertToInt32Native(n) + Vector512.Create(127)) << 23).AsSingle();
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), value * power, x);
    }
}
