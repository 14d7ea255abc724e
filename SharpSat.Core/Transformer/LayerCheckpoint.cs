using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Transformer;

/// <summary>
/// The autograd node of a <see cref="CheckpointedLayers"/>. Gradients of weights are added to them directly (so
/// <c>backward()</c> works, <c>autograd.grad</c> with respect to weights and second derivatives do not).
/// </summary>
internal sealed class LayerCheckpoint : autograd.MultiTensorFunction<LayerCheckpoint>
{
    private const string Layers = "layers";

    // Native code reads the returned gradients after the managed call is over; they must not be collected before.
    [ThreadStatic]
    private static List<Tensor>? _handedOver;

    /// <inheritdoc/>
    public override string Name => nameof(LayerCheckpoint);

    /// <summary>Makes the outputs of the first run depend on its inputs.</summary>
    public static List<Tensor> Apply(CheckpointedLayers layers, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs)
    {
        // Without an input that needs gradients, weights alone (LoRA on a frozen model) would get none.
        using var learns = empty(0, requires_grad: true);
        return apply([layers, outputs, learns, .. inputs]);
    }

    /// <inheritdoc/>
    public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        ctx.save_data(Layers, vars[0]);
        ctx.save_for_backward([.. vars.Skip(3).Cast<Tensor>()]);
        ctx.set_materialize_grads(false);
        return [.. (IReadOnlyList<Tensor>)vars[1]];
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        _handedOver?.ForEach(t => t.Dispose());
        _handedOver = null;
        using var scope = NewDisposeScope();
        var inputs = ctx.get_saved_variables().ConvertAll(t => t.detach().requires_grad_(t.requires_grad));
        List<Tensor> outputs;
        using (enable_grad())
        {
            outputs = ((CheckpointedLayers)ctx.get_data(Layers)).Repeat(inputs, scope);
        }

        var reached = outputs.Zip(grad_outputs).Where(p => !p.Second.IsInvalid && p.First.requires_grad).ToList();
        if (reached.Count > 0)
        {
            autograd.backward(reached.ConvertAll(p => p.First), reached.ConvertAll(p => p.Second));
        }

        grad_outputs.ForEach(t => t.Dispose());
        var gradients = inputs.ConvertAll(t => t.grad);
        _handedOver = [.. gradients.OfType<Tensor>().Select(t => t.DetachFromDisposeScope())];
        return [null!, null!, null!, .. gradients.Select(t => t!)];
    }
}
