using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace SharpSat.Core.Tensors.Kernels.Gradients;

/// <summary>
/// Function pointers of one autograd node at a time. They are used again when the node is gone: the runtime keeps unmanaged
/// memory for every new pair until a collection, and such crumbs between large tensors would make the heap grow step by step.
/// </summary>
internal sealed unsafe class NodeSlot
{
    // Inputs of the kernel that has most.
    private const int MostInputs = 8;

    private static readonly ConcurrentBag<NodeSlot> Idle = [];

    // Native code holds function pointers only, so that a slot in use would be collected.
    private static readonly ConcurrentDictionary<NodeSlot, bool> All = new(ReferenceEqualityComparer.Instance);

    private readonly NodeLibrary.Apply _apply;
    private readonly NodeLibrary.Deleted _deleted;
    private KernelNode? _node;
    private NodeLibrary.NodePointer _pointer;

    private NodeSlot()
    {
        (_apply, _deleted) = (Apply, Release);
        ApplyPointer = Marshal.GetFunctionPointerForDelegate(_apply);
        DeletedPointer = Marshal.GetFunctionPointerForDelegate(_deleted);
        Gradients = (nint*)NativeMemory.AllocZeroed(MostInputs, (nuint)sizeof(nint));
        All[this] = true;
    }

    /// <summary>Where the handles of gradients go.</summary>
    public nint* Gradients { get; }

    private nint ApplyPointer { get; }

    private nint DeletedPointer { get; }

    /// <summary>Makes the native node of a kernel call.</summary>
    /// <param name="node">The call.</param>
    /// <param name="inputs">Tensors it was made of.</param>
    public static NodeLibrary.NodePointer For(KernelNode node, int inputs)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(inputs, MostInputs);
        var slot = Idle.TryTake(out var idle) ? idle : new NodeSlot();
        slot._node = node;
        slot._pointer = NodeLibrary.New(slot.ApplyPointer, slot.DeletedPointer);
        return slot._pointer;
    }

    private NodeLibrary.Handles Apply(nint* gradients, int count) => _node!.Run(this, gradients, count);

    // The graph is gone, which may happen on any thread.
    private void Release()
    {
        _node?.Forget();
        _node = null;
        NodeLibrary.ReleaseWeak(_pointer);
        Idle.Add(this);
    }
}
