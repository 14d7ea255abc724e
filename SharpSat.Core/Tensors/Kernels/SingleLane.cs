using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SharpSat.Core.Tensors.Kernels;

/// <summary>float32 as stored.</summary>
internal readonly unsafe struct SingleLane : ILane<SingleLane>
{
#pragma warning disable IDE0051, CS0169 // Gives the struct its size.
    private readonly float _value;
#pragma warning restore IDE0051, CS0169

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(SingleLane* from) => Vector512.Load((float*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SingleLane* to, Vector512<float> value) => value.Store((float*)to);
}
