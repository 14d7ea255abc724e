using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SharpSat.Core.Tensors.Kernels.Gradients;

/// <summary>The library's entry points for an autograd node whose backward pass is managed code.</summary>
internal static unsafe partial class NodeLibrary
{
    private const string Library = "LibTorchSharp";

    /// <summary>Handles of tensors and their number.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Handles
    {
        public nint* First;
        public long Count;
    }

    /// <summary>A strong and a weak pointer to a node.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct NodePointer
    {
        public nint Strong;
        public nint Weak;
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Handles Apply(nint* gradients, int count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void Deleted();

    [LibraryImport(Library, EntryPoint = "THSAutograd_CSharpNode_ctor")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial NodePointer New(nint apply, nint deleted);

    [LibraryImport(Library, EntryPoint = "THSAutograd_CSharpNode_disposeSharedPtr")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void ReleaseStrong(NodePointer node);

    [LibraryImport(Library, EntryPoint = "THSAutograd_CSharpNode_disposeWeakPtr")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void ReleaseWeak(NodePointer node);

    [LibraryImport(Library, EntryPoint = "THSAutograd_CSharpNode_setNextEdges")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void SetInputs(NodePointer node, Handles inputs, byte recorded);

    [LibraryImport(Library, EntryPoint = "THSAutograd_CSharpNode_clearInputMetadata")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void ClearMetadata(NodePointer node);

    [LibraryImport(Library, EntryPoint = "THSAutograd_Function_wrapOutputs")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void WrapOutputs(
        Handles inputs, Handles notDifferentiable, Handles changed, Handles outputs, NodePointer node, delegate* unmanaged[Cdecl]<nuint, nint*> allocate);
}
