using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SharpSat.Core.Checkpoints.Safetensors;

/// <summary>TorchSharp's own entry point for a tensor over foreign memory; its managed wrappers accept arrays only.</summary>
internal static unsafe partial class NativeTensor
{
    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_new")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial nint New(
        void* data,
        delegate* unmanaged[Cdecl]<void*, void> deleter,
        long* sizes,
        int rank,
        sbyte storedType,
        sbyte dtype,
        int deviceType,
        int deviceIndex,
        byte requiresGrad);
}
