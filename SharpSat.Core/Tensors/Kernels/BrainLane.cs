using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SharpSat.Core.Tensors.Kernels;

/// <summary>bfloat16: the upper half of a float32, ties rounded to even.</summary>
internal readonly unsafe struct BrainLane : ILane<BrainLane>
{
#pragma warning disable IDE0051, CS0169 // Gives the struct its size.
    private readonly ushort _bits;
#pragma warning restore IDE0051, CS0169

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(BrainLane* from)
    {
        var bits = Vector256.Load((ushort*)from);
        if (Avx512F.IsSupported)
        {
            return (Avx512F.ConvertToVector512UInt32(bits) << 16).AsSingle();
        }

        var (lower, upper) = Vector256.Widen(bits);
        return Vector512.Create(lower << 16, upper << 16).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(BrainLane* to, Vector512<float> value)
    {
        var bits = value.AsUInt32();
        var rounded = (bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One)) >> 16;

        // Rounding could carry a NaN's bits over into a number.
        var stored = Vector512.ConditionalSelect(Vector512.Equals(value, value).AsUInt32(), rounded, Vector512.Create(0x7FC0u));
        var narrow = Avx512F.IsSupported ? Avx512F.ConvertToVector256UInt16(stored) : Vector256.Narrow(stored.GetLower(), stored.GetUpper());
        narrow.Store((ushort*)to);
    }
}
