using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SharpSat.Core.Tensors.Kernels.Gradients;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Modulation;

// B batch, S tokens, E width, P blocks of E values, Q the two streams.

/// <summary>x + gate * branch in one pass, leading and following tokens having gates of their own.</summary>
internal static unsafe class GatedResidual
{
    /// <summary>Whether the kernel takes these tensors.</summary>
    public static bool Serves(Tensor x_BSE, Tensor branch_BSE, Tensor values_BP, int leading) =>
        leading >= 0 && KernelChoice.Serves(x_BSE) && KernelChoice.Serves(values_BP) && x_BSE.dim() == 3 && x_BSE.is_contiguous()
        && leading <= x_BSE.size(1) && values_BP.size(0) == x_BSE.size(0) && branch_BSE.dim() == 3 && branch_BSE.size(0) == x_BSE.size(0)
        && branch_BSE.size(1) == x_BSE.size(1) && branch_BSE.size(2) == x_BSE.size(2) && branch_BSE.is_contiguous() && branch_BSE.dtype == x_BSE.dtype && branch_BSE.device_type == DeviceType.CPU;

    /// <summary>Adds the branch.</summary>
    /// <param name="x_BSE">Tokens, the leading ones first.</param>
    /// <param name="branch_BSE">What is added.</param>
    /// <param name="values_BP">Values from the time.</param>
    /// <param name="leading">Leading tokens.</param>
    /// <param name="gate">Blocks of the gates.</param>
    public static Tensor Apply(Tensor x_BSE, Tensor branch_BSE, Tensor values_BP, int leading, StreamColumns gate)
    {
        using var scope = NewDisposeScope();
        var needed = KernelNode.IsNeeded(x_BSE, branch_BSE, values_BP);
        using var guard = no_grad();
        var gate_BQE = NormLines.Blocks(values_BP, gate, x_BSE.size(2));
        var y_BSE = KernelTensor.New(x_BSE.shape, x_BSE.dtype);
        if (x_BSE.dtype == ScalarType.Float32)
        {
            Forward<SingleLane>(x_BSE, branch_BSE, gate_BQE, leading, y_BSE);
        }
        else
        {
            Forward<BrainLane>(x_BSE, branch_BSE, gate_BQE, leading, y_BSE);
        }

        if (needed)
        {
            new GatedResidualNode(x_BSE, branch_BSE, values_BP, gate_BQE, leading, gate).Attach([y_BSE], [x_BSE, branch_BSE, values_BP]);
        }

        return y_BSE.MoveToOuterDisposeScope();
    }

    /// <summary>Fills the branch's gradient g * gate, if asked for, and sums g * branch over each stream's tokens, if asked for.</summary>
    /// <returns>[B, 2, 1, E], float32, or null.</returns>
    public static Tensor? Backward<T>(Tensor g_BSE, Tensor branch_BSE, Tensor gate_BQE, int leading, Tensor? db_BSE, bool sums)
        where T : unmanaged, ILane<T>
    {
        var (tokens, width) = ((int)g_BSE.size(1), (int)g_BSE.size(2));
        var streams = new TokenStreams((int)g_BSE.size(0), leading, tokens);
        T* g = KernelTensor.Data<T>(g_BSE), branch = KernelTensor.Data<T>(branch_BSE), db = db_BSE is null ? null : KernelTensor.Data<T>(db_BSE);
        var gates = KernelTensor.Data<float>(gate_BQE);
        using var partial = sums ? zeros(streams.Count, 1, width) : null;
        var partials = partial is null ? null : KernelTensor.Data<float>(partial);
        RowPieces.Run(streams.Count, g_BSE.numel(), piece =>
        {
            var (sample, stream, from, to) = streams[piece];
            var gate = gates + (((sample * 2) + stream) * width);
            for (long token = from; token < to; token++)
            {
                var row = (((long)sample * tokens) + token) * width;
                BackwardRow(g + row, branch + row, gate, db is null ? null : db + row, partials is null ? null : partials + ((long)piece * width), width);
            }
        });
        return partial is null ? null : StreamSums.Of(partial, streams);
    }

    private static void Forward<T>(Tensor x_BSE, Tensor branch_BSE, Tensor gate_BQE, int leading, Tensor y_BSE)
        where T : unmanaged, ILane<T>
    {
        var (tokens, width) = ((int)x_BSE.size(1), (int)x_BSE.size(2));
        var streams = new TokenStreams((int)x_BSE.size(0), leading, tokens);
        T* x = KernelTensor.Data<T>(x_BSE), branch = KernelTensor.Data<T>(branch_BSE), y = KernelTensor.Data<T>(y_BSE);
        var gates = KernelTensor.Data<float>(gate_BQE);
        RowPieces.Run(streams.Count, x_BSE.numel(), piece =>
        {
            var (sample, stream, from, to) = streams[piece];
            for (long token = from; token < to; token++)
            {
                var row = (((long)sample * tokens) + token) * width;
                ForwardRow(x + row, branch + row, gates + (((sample * 2) + stream) * width), y + row, width);
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardRow<T>(T* x, T* branch, float* gate, T* y, int width)
        where T : unmanaged, ILane<T>
    {
        for (var i = 0; i < width; i += KernelChoice.Lanes)
        {
            T.Store(y + i, Vector512.FusedMultiplyAdd(T.Load(branch + i), Vector512.Load(gate + i), T.Load(x + i)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardRow<T>(T* g, T* branch, float* gate, T* db, float* sum, int width)
        where T : unmanaged, ILane<T>
    {
        for (var i = 0; i < width; i += KernelChoice.Lanes)
        {
            var given = T.Load(g + i);
            if (db is not null)
            {
                T.Store(db + i, given * Vector512.Load(gate + i));
            }

            if (sum is not null)
            {
                Vector512.FusedMultiplyAdd(given, T.Load(branch + i), Vector512.Load(sum + i)).Store(sum + i);
            }
        }
    }
}
