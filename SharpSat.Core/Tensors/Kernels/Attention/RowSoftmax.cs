using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Attention;

/// <summary>Softmax over the last axis of scaled scores, in place, float32, and its backward pass. Rows may have any length.</summary>
internal static unsafe class RowSoftmax
{
    private const int Step = KernelChoice.Lanes;

    /// <summary>Scores become softmax(scores * scale).</summary>
    public static void Forward(Tensor scores_HSK, float scale)
    {
        var (rows, keys) = ((int)scores_HSK.size(1), (int)scores_HSK.size(2));
        var data = KernelTensor.Data<float>(scores_HSK);
        RowPieces.Run((int)scores_HSK.size(0), scores_HSK.numel(), head =>
        {
            for (var row = 0; row < rows; row++)
            {
                Forward(data + ((((long)head * rows) + row) * keys), keys, scale);
            }
        });
    }

    /// <summary>Gradients of the probabilities become those of the scores: (g - sum(g p)) p scale.</summary>
    public static void Backward(Tensor p_HSK, Tensor g_HSK, float scale)
    {
        var (rows, keys) = ((int)p_HSK.size(1), (int)p_HSK.size(2));
        float* p = KernelTensor.Data<float>(p_HSK), g = KernelTensor.Data<float>(g_HSK);
        RowPieces.Run((int)p_HSK.size(0), p_HSK.numel(), head =>
        {
            for (var row = 0; row < rows; row++)
            {
                var at = (((long)head * rows) + row) * keys;
                Backward(p + at, g + at, keys, scale);
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward(float* row, int count, float scale)
    {
        var whole = count / Step * Step;
        var highest = Vector512.Create(float.NegativeInfinity);
        for (var i = 0; i < whole; i += Step)
        {
            highest = Vector512.Max(highest, Vector512.Load(row + i));
        }

        var top = float.NegativeInfinity;
        for (var i = 0; i < Step; i++)
        {
            top = MathF.Max(top, highest[i]);
        }

        for (var i = whole; i < count; i++)
        {
            top = MathF.Max(top, row[i]);
        }

        var (factor, offset) = (Vector512.Create(scale), Vector512.Create(-top * scale));
        var sums = Vector512<float>.Zero;
        for (var i = 0; i < whole; i += Step)
        {
            var value = RowMath.Exp(Vector512.FusedMultiplyAdd(Vector512.Load(row + i), factor, offset));
            value.Store(row + i);
            sums += value;
        }

        var sum = Vector512.Sum(sums);
        for (var i = whole; i < count; i++)
        {
            row[i] = MathF.Exp((row[i] - top) * scale);
            sum += row[i];
        }

        var share = Vector512.Create(1 / sum);
        for (var i = 0; i < whole; i += Step)
        {
            (Vector512.Load(row + i) * share).Store(row + i);
        }

        for (var i = whole; i < count; i++)
        {
            row[i] /= sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward(float* p, float* g, int count, float scale)
    {
        var whole = count / Step * Step;
        var sums = Vector512<float>.Zero;
        for (var i = 0; i < whole; i += Step)
        {
            sums = Vector512.FusedMultiplyAdd(Vector512.Load(p + i), Vector512.Load(g + i), sums);
        }

        var sum = Vector512.Sum(sums);
        for (var i = whole; i < count; i++)
        {
            sum += p[i] * g[i];
        }

        var (middle, factor) = (Vector512.Create(sum), Vector512.Create(scale));
        for (var i = 0; i < whole; i += Step)
        {
            ((Vector512.Load(g + i) - middle) * Vector512.Load(p + i) * factor).Store(g + i);
        }

        for (var i = whole; i < count; i++)
        {
            g[i] = (g[i] - sum) * p[i] * scale;
        }
    }
}
