using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels;

/// <summary>
/// Chooses between the fused kernels of this library and the plain operations they stand for, for the whole process. Both
/// give the same numbers up to rounding, and gradients; the fused ones serve float32 and bfloat16 on CPUs with
/// AVX2, and the plain ones everything else. Gradients of gradients go through the plain ones only.
/// </summary>
public static class KernelChoice
{
    // Numbers that a kernel takes at a time; rows must divide by it.
    internal const int Lanes = 16;

    /// <summary>The choice; fused at first.</summary>
    public static KernelKind Kind { get; set; } = KernelKind.Fused;

    /// <summary>
    /// Lets graphs of this thread go backward more than once (<c>retain_graph</c>) until disposed. Without it, a kernel frees
    /// what its backward pass needed as soon as that is done, and a second pass through the same graph ends the process.
    /// </summary>
    public static IDisposable KeepGraphs() => new GraphKeeping();

    /// <summary>Whether the fused kernels take a tensor: on the CPU, float32 or bfloat16, rows without gaps that divide by 16.</summary>
    internal static bool Serves(Tensor x)
    {
        if (!ServesType(x))
        {
            return false;
        }

        var rank = (int)x.dim();
        return rank > 0 && x.stride(rank - 1) == 1 && x.size(rank - 1) % Lanes == 0 && x.numel() > 0;
    }

    /// <summary>
    /// Whether the fused kernels take a tensor as far as device and type go. Without 256-bit vectors they are six times slower than
    /// the plain operations.
    /// </summary>
    internal static bool ServesType(Tensor x) =>
        Kind == KernelKind.Fused && Vector256.IsHardwareAccelerated && x.device_type == DeviceType.CPU && x.dtype is (ScalarType.Float32 or ScalarType.BFloat16);
}
