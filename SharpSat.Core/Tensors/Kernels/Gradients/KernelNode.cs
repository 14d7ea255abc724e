using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Gradients;

/// <summary>
/// The backward pass of one fused kernel call. Does what TorchSharp's MultiTensorFunction does at a fraction of its cost,
/// and without keeping an empty copy of every output; the backward pass itself is not differentiable.
/// </summary>
internal abstract unsafe class KernelNode
{
    // Native code copies the handed-over gradients after the managed call is over, so they live until the next one.
    [ThreadStatic]
    private static List<Tensor>? _handedOver;

    [ThreadStatic]
    private static nint* _results;

    private readonly List<Tensor> _saved = [];
    private bool[] _present = [];
    private bool _isDone;

    /// <summary>Whether somebody will ask for gradients of one of the inputs.</summary>
    public static bool IsNeeded(params ReadOnlySpan<Tensor?> inputs)
    {
        if (!is_grad_enabled())
        {
            return false;
        }

        foreach (var input in inputs)
        {
            if (input?.requires_grad == true)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes fresh outputs depend on inputs. Gradients come in the order of the outputs and go in that of the inputs.</summary>
    /// <param name="outputs">Tensors the kernel has just made.</param>
    /// <param name="inputs">What they were made of; null for what was not given.</param>
    public void Attach(ReadOnlySpan<Tensor> outputs, ReadOnlySpan<Tensor?> inputs)
    {
        ReleaseHandedOver();
        var node = NodeSlot.For(this, inputs.Length);
        CheckForErrors();
        _present = new bool[inputs.Length];
        var given = stackalloc nint[inputs.Length];
        var count = 0;
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i] is { } input)
            {
                _present[i] = true;
                given[count++] = input.Handle;
            }
        }

        var made = stackalloc nint[outputs.Length];
        for (var i = 0; i < outputs.Length; i++)
        {
            made[i] = outputs[i].Handle;
        }

        var wrapped = stackalloc nint[outputs.Length];
        _results = wrapped;
        var (from, to) = (new NodeLibrary.Handles { First = given, Count = count }, new NodeLibrary.Handles { First = made, Count = outputs.Length });
        NodeLibrary.SetInputs(node, from, recorded: 1);
        NodeLibrary.ClearMetadata(node);
        NodeLibrary.WrapOutputs(from, default, default, to, node, &Allocate);
        NodeLibrary.ReleaseStrong(node);
        CheckForErrors();
        for (var i = 0; i < outputs.Length; i++)
        {
            // The same tensors once more: the outputs themselves carry the history now.
            Tensor.UnsafeCreateTensor(wrapped[i]).Dispose();
        }
    }

    /// <summary>Keeps a tensor for the backward pass, without its history.</summary>
    protected Tensor Save(Tensor tensor)
    {
        var kept = tensor.detach().DetachFromDisposeScope();
        _saved.Add(kept);
        return kept;
    }

    /// <summary>Keeps a tensor that may be missing.</summary>
    protected Tensor? SaveIfGiven(Tensor? tensor) => tensor is null ? null : Save(tensor);

    /// <summary>Computes gradients, in a dispose scope and without recording.</summary>
    /// <param name="gradients">Of the outputs; null where nothing came.</param>
    /// <returns>Of the inputs, one each, null where none is needed. Those of missing inputs are not looked at.</returns>
    protected abstract Tensor?[] Backward(Tensor?[] gradients);

    /// <summary>The native node's turn in the backward pass.</summary>
    internal NodeLibrary.Handles Run(NodeSlot slot, nint* gradients, int count)
    {
        ReleaseHandedOver();
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var incoming = new Tensor?[count];
        for (var i = 0; i < count; i++)
        {
            incoming[i] = gradients[i] == 0 ? null : Tensor.UnsafeCreateTensor(gradients[i]);
        }

        if (_isDone)
        {
            throw new InvalidOperationException(
                $"{GetType().Name}: the same graph went backward twice. Open a KernelChoice.KeepGraphs() scope around the first time to allow that.");
        }

        var results = Backward(incoming);
        if (!GraphKeeping.IsOpen)
        {
            _isDone = true;
            Forget();
        }

        var kept = new List<Tensor>(results.Length);
        var next = 0;
        for (var i = 0; i < results.Length; i++)
        {
            if (_present[i])
            {
                slot.Gradients[next++] = results[i]?.Handle ?? 0;
            }

            if (results[i] is { } result)
            {
                kept.Add(result.DetachFromDisposeScope());
            }
        }

        _handedOver = kept;
        return new NodeLibrary.Handles { First = slot.Gradients, Count = next };
    }

    /// <summary>Frees what was kept, as soon as possible: the memory serves the layers whose turn comes next.</summary>
    internal void Forget()
    {
        _saved.ForEach(t => t.Dispose());
        _saved.Clear();
    }

    private static void ReleaseHandedOver()
    {
        _handedOver?.ForEach(t => t.Dispose());
        _handedOver = null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint* Allocate(nuint count) => _results;
}
