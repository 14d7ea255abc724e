using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Modulation;

/// <summary>Adds the pieces' sums up, in their order.</summary>
internal static unsafe class StreamSums
{
    /// <summary>[pieces, K, E] to [B, 2, K, E], float32.</summary>
    public static Tensor Of(Tensor partial_PKE, TokenStreams streams)
    {
        var (kinds, width) = (partial_PKE.size(1), partial_PKE.size(2));
        var total_BQKE = zeros(streams.Count / streams.PerSample, 2, kinds, width);
        float* from = KernelTensor.Data<float>(partial_PKE), to = KernelTensor.Data<float>(total_BQKE);
        var count = kinds * width;
        for (var piece = 0; piece < streams.Count; piece++)
        {
            var (sample, stream, _, _) = streams[piece];
            float* source = from + (piece * count), target = to + (((sample * 2) + stream) * count);
            for (var i = 0L; i < count; i += KernelChoice.Lanes)
            {
                (Vector512.Load(source + i) + Vector512.Load(target + i)).Store(target + i);
            }
        }

        return total_BQKE;
    }
}
