using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors;

/// <summary>Where a tensor's numbers lie, on any device; TorchSharp itself gives them out on the CPU only.</summary>
internal static partial class TensorPointer
{
    /// <summary>The first number's address, valid as long as the tensor lives.</summary>
    public static nint Of(Tensor tensor) => DataPointer(tensor.Handle);

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_data")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial nint DataPointer(nint tensor);
}
