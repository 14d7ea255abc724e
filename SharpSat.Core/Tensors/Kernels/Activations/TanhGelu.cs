using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SharpSat.Core.Tensors.Kernels.Gradients;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Activations;

/// <summary>
/// The tanh form of GELU, 0.5 x (1 + tanh u) with u = sqrt(2 / pi) (x + 0.044715 x^3), as x / (1 + e^(-2u)): the same
/// function with one exponential.
/// </summary>
internal static unsafe class TanhGelu
{
    // Numbers of a piece.
    private const int Length = 1 << 14;
    private const float Cubic = 0.044715f;

    // 2 sqrt(2 / pi).
    private const float Twice = 1.5957691216f;

    /// <summary>Whether the kernel takes a tensor.</summary>
    public static bool Serves(Tensor x) => KernelChoice.Serves(x);

    /// <summary>Applies it; without gradients, a tensor nobody else needs may be given to be overwritten.</summary>
    public static Tensor Apply(Tensor x, bool overwrite = false)
    {
        using var scope = NewDisposeScope();
        var needed = KernelNode.IsNeeded(x);
        using var guard = no_grad();
        var from = x.contiguous();
        var y = overwrite && !needed && x.is_contiguous() ? x.alias() : KernelTensor.New(x.shape, x.dtype);
        if (x.dtype == ScalarType.Float32)
        {
            Run<SingleLane>(from, null, y);
        }
        else
        {
            Run<BrainLane>(from, null, y);
        }

        if (needed)
        {
            new Node(from).Attach([y], [x]);
        }

        return y.MoveToOuterDisposeScope();
    }

    // Without a gradient y becomes gelu(x), with one g * gelu'(x).
    private static void Run<T>(Tensor x, Tensor? g, Tensor y)
        where T : unmanaged, ILane<T>
    {
        T* input = KernelTensor.Data<T>(x), output = KernelTensor.Data<T>(y), given = g is null ? null : KernelTensor.Data<T>(g);
        var count = x.numel();
        RowPieces.Run((int)((count + Length - 1) / Length), count, piece =>
        {
            var (from, length) = ((long)piece * Length, (int)Math.Min(Length, count - ((long)piece * Length)));
            if (given is null)
            {
                Forward(input + from, output + from, length);
            }
            else
            {
                Backward(input + from, given + from, output + from, length);
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward<T>(T* x, T* y, int count)
        where T : unmanaged, ILane<T>
    {
        for (var i = 0; i < count; i += KernelChoice.Lanes)
        {
            var value = T.Load(x + i);
            T.Store(y + i, value * Share(value, value * value));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward<T>(T* x, T* g, T* dx, int count)
        where T : unmanaged, ILane<T>
    {
        for (var i = 0; i < count; i += KernelChoice.Lanes)
        {
            var value = T.Load(x + i);
            var square = value * value;
            var share = Share(value, square);
            var slope = Vector512.FusedMultiplyAdd(square, Vector512.Create(3 * Cubic * Twice), Vector512.Create(Twice));
            var rest = (Vector512<float>.One - share) * slope;
            T.Store(dx + i, T.Load(g + i) * share * Vector512.FusedMultiplyAdd(value, rest, Vector512<float>.One));
        }
    }

    // 1 / (1 + e^(-2u)); the bound keeps it a normal number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Share(Vector512<float> x, Vector512<float> square)
    {
        var minus = x * Vector512.FusedMultiplyAdd(square, Vector512.Create(-Cubic * Twice), Vector512.Create(-Twice));
        return Vector512<float>.One / (Vector512<float>.One + RowMath.Exp(Vector512.MinNative(minus, Vector512.Create(80f))));
    }

    private sealed class Node : KernelNode
    {
        private readonly Tensor _x;

        public Node(Tensor x) => _x = Save(x);

        protected override Tensor?[] Backward(Tensor?[] gradients)
        {
            if (gradients[0] is not { } given)
            {
                return [null];
            }

            var dx = KernelTensor.New(_x.shape, _x.dtype);
            if (_x.dtype == ScalarType.Float32)
            {
                Run<SingleLane>(_x, given.contiguous(), dx);
            }
            else
            {
                Run<BrainLane>(_x, given.contiguous(), dx);
            }

            return [dx];
        }
    }
}
