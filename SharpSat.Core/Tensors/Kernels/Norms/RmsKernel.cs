using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Norms;

/// <summary>x / rms(x) * weight over the last axis in one pass, for inference.</summary>
internal static unsafe class RmsKernel
{
    // Rows of a piece.
    private const int Length = 16;

    /// <summary>Whether the kernel takes a tensor: nobody asks for gradients, and weight and input are of one type.</summary>
    public static bool Serves(Tensor x, Tensor weight_D) =>
        KernelChoice.Serves(x) && x.is_contiguous() && weight_D.dtype == x.dtype && weight_D.numel() == x.size(-1) && !Gradients.KernelNode.IsNeeded(x, weight_D);

    /// <summary>Normalises [..., D].</summary>
    public static Tensor Apply(Tensor x, Tensor weight_D, double epsilon)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var y = KernelTensor.New(x.shape, x.dtype);
        if (x.dtype == ScalarType.Float32)
        {
            Run<SingleLane>(x, weight_D, (float)epsilon, y);
        }
        else
        {
            Run<BrainLane>(x, weight_D, (float)epsilon, y);
        }

        return y.MoveToOuterDisposeScope();
    }

    private static void Run<T>(Tensor x, Tensor weight_D, float epsilon, Tensor y)
        where T : unmanaged, ILane<T>
    {
        var width = (int)weight_D.size(0);
        var rows = x.numel() / width;
        T* input = KernelTensor.Data<T>(x), weight = KernelTensor.Data<T>(weight_D), output = KernelTensor.Data<T>(y);
        RowPieces.Run((int)((rows + Length - 1) / Length), x.numel(), piece =>
        {
            for (var row = (long)piece * Length; row < Math.Min(rows, (piece + 1L) * Length); row++)
            {
                Row(input + (row * width), weight, output + (row * width), width, epsilon);
            }
        });
        GC.KeepAlive(x);
        GC.KeepAlive(weight_D);
    }

    // What is multiplied by the weight is rounded to the stored type first, as in the reference.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<T>(T* x, T* weight, T* y, int width, float epsilon)
        where T : unmanaged, ILane<T>
    {
        var scale = Vector512.Create(1 / MathF.Sqrt((RowMath.SquaredDistance(x, width, 0) / width) + epsilon));
        for (var i = 0; i < width; i += KernelChoice.Lanes)
        {
            T.Store(y + i, T.Load(x + i) * scale);
            T.Store(y + i, T.Load(y + i) * T.Load(weight + i));
        }
    }
}
