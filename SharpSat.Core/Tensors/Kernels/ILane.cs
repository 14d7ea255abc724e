using System.Runtime.Intrinsics;

namespace SharpSat.Core.Tensors.Kernels;

/// <summary>Sixteen stored numbers as float32 and back; kernels are written once for every stored type.</summary>
internal unsafe interface ILane<TSelf>
    where TSelf : unmanaged, ILane<TSelf>
{
    /// <summary>Reads sixteen numbers.</summary>
    static abstract Vector512<float> Load(TSelf* from);

    /// <summary>Writes sixteen numbers, rounded to the nearest stored value.</summary>
    static abstract void Store(TSelf* to, Vector512<float> value);
}
