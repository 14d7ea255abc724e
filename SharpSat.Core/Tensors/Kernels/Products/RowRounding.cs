using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Products;

/// <summary>Rounds rows of float32 to bfloat16, a bias added before.</summary>
internal static unsafe class RowRounding
{
    // Numbers of a piece.
    private const int Length = 1 << 14;

    /// <summary>to = from + bias.</summary>
    /// <param name="from_RN">float32, without gaps.</param>
    /// <param name="bias_N">float32, or null.</param>
    /// <param name="to_RN">bfloat16, without gaps; N divides by 16.</param>
    public static void Run(Tensor from_RN, Tensor? bias_N, Tensor to_RN)
    {
        var (rows, columns) = ((int)from_RN.size(0), (int)from_RN.size(1));
        float* from = KernelTensor.Data<float>(from_RN), bias = bias_N is null ? null : KernelTensor.Data<float>(bias_N);
        var to = KernelTensor.Data<BrainLane>(to_RN);
        var each = Math.Max(1, Length / columns);
        RowPieces.Run((rows + each - 1) / each, (long)rows * columns, piece =>
        {
            for (var row = piece * each; row < Math.Min(rows, (piece + 1) * each); row++)
            {
                Round(from + ((long)row * columns), bias, to + ((long)row * columns), columns);
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Round(float* from, float* bias, BrainLane* to, int count)
    {
        for (var i = 0; i < count; i += KernelChoice.Lanes)
        {
            var value = Vector512.Load(from + i);
            BrainLane.Store(to + i, bias is null ? value : value + Vector512.Load(bias + i));
        }
    }
}
