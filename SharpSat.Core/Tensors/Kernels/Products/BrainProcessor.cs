using System.Runtime.Intrinsics.X86;

namespace SharpSat.Core.Tensors.Kernels.Products;

/// <summary>What the processor makes of bfloat16 products.</summary>
internal static class BrainProcessor
{
    // CPUID leaf 7: AMX-BF16 in EDX, AVX512-BF16 in EAX of the first subleaf; the vendor's first four letters in EBX of leaf 0.
    private const int Features = 7;
    private const int AmxBit = 22;
    private const int Avx512Bit = 5;
    private const int Amd = 0x68747541;

    /// <summary>
    /// Whether products of float32 are faster: on x86 without AMX, whose AVX512-BF16 Intel runs at half the rate of float32 (measured:
    /// 84 beside 150 GFLOP for each second of processor time). AMD's runs at full rate by its manual, so the library's products stay.
    /// </summary>
    public static bool IsSlow { get; set; } = X86Base.IsSupported && !HasFastProducts();

    private static bool HasFastProducts()
    {
        var (highest, vendor, _, _) = X86Base.CpuId(0, 0);
        if (highest < Features)
        {
            return false;
        }

        var hasAmx = (X86Base.CpuId(Features, 0).Edx >> AmxBit & 1) != 0;
        var hasAvx512 = (X86Base.CpuId(Features, 1).Eax >> Avx512Bit & 1) != 0;
        return hasAmx || (vendor == Amd && hasAvx512);
    }
}
