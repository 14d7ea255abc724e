using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SharpSat.Core.Tensors;
using SharpSat.Core.Tensors.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Training.Optimizers;

/// <summary>
/// One pass over weight, gradient and both moments in place of a dozen: 28 bytes a weight have to move, and no more do.
/// Every element gets the same operations, so the result depends neither on the number of threads nor on where a piece ends.
/// </summary>
internal static unsafe class AdamKernel
{
    // Elements: one piece fits a core's cache four times over.
    private const int Piece = 1 << 15;

    /// <summary>What one step does to every element.</summary>
    /// <param name="Beta1">Decay of the first moment.</param>
    /// <param name="Beta2">Decay of the second moment.</param>
    /// <param name="Root">What the square root of the second moment is divided by: its bias correction.</param>
    /// <param name="Epsilon">Added to the corrected root.</param>
    /// <param name="Keep">What is left of the weight after its decay.</param>
    /// <param name="Rate">Learning rate over the first moment's bias correction.</param>
    public readonly record struct Factors(float Beta1, float Beta2, float Root, float Epsilon, float Keep, float Rate);

    /// <summary>Whether it can update such a weight: float32, contiguous, in the CPU's memory.</summary>
    public static bool Serves(Tensor weight, Tensor gradient) => Serves(weight) && Serves(gradient);

    /// <summary>Updates weight and moments in place.</summary>
    public static void Update(Tensor weight, Tensor gradient, Tensor mean, Tensor square, Factors factors)
    {
        float* w = Data(weight), g = Data(gradient), m = Data(mean), v = Data(square);
        var count = weight.numel();
        RowPieces.Run((int)((count + Piece - 1) / Piece), count, i =>
        {
            var from = (long)i * Piece;
            Run(w + from, g + from, m + from, v + from, Math.Min(Piece, count - from), factors);
        });
    }

    private static void Run(float* weight, float* gradient, float* mean, float* square, long count, Factors f)
    {
        var (beta1, beta2, rest1, rest2) = (new Vector<float>(f.Beta1), new Vector<float>(f.Beta2), new Vector<float>(1 - f.Beta1), new Vector<float>(1 - f.Beta2));
        var (root, epsilon, keep, rate) = (new Vector<float>(f.Root), new Vector<float>(f.Epsilon), new Vector<float>(f.Keep), new Vector<float>(-f.Rate));
        var i = 0L;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            var g = Vector.Load(gradient + i);
            var m = Vector.FusedMultiplyAdd(Vector.Load(mean + i), beta1, g * rest1);
            var v = Vector.FusedMultiplyAdd(Vector.Load(square + i), beta2, g * g * rest2);
            m.Store(mean + i);
            v.Store(square + i);
            Vector.FusedMultiplyAdd(Vector.Load(weight + i), keep, rate * m / ((Vector.SquareRoot(v) / root) + epsilon)).Store(weight + i);
        }

        for (; i < count; i++)
        {
            var g = gradient[i];
            var m = MathF.FusedMultiplyAdd(mean[i], f.Beta1, g * (1 - f.Beta1));
            var v = MathF.FusedMultiplyAdd(square[i], f.Beta2, g * g * (1 - f.Beta2));
            (mean[i], square[i]) = (m, v);
            weight[i] = MathF.FusedMultiplyAdd(weight[i], f.Keep, -f.Rate * m / ((MathF.Sqrt(v) / f.Root) + f.Epsilon));
        }
    }

    private static bool Serves(Tensor x) => x.dtype == ScalarType.Float32 && x.device_type == DeviceType.CPU && x.is_contiguous();

    private static float* Data(Tensor x) => (float*)TensorPointer.Of(x);
}
