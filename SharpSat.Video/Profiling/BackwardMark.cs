using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Profiling;

/// <summary>Passes a tensor on, and calls back when its gradient comes by.</summary>
internal sealed class BackwardMark : autograd.MultiTensorFunction<BackwardMark>
{
    private const string Passed = "passed";

    // Native code reads the returned gradient after the managed call is over; it must not be collected before.
    [ThreadStatic]
    private static Tensor? _handedOver;

    /// <inheritdoc/>
    public override string Name => nameof(BackwardMark);

    /// <summary>The same values; a tensor that gets no gradient is not marked.</summary>
    public static Tensor Put(Tensor x, Action passed) => is_grad_enabled() && x.requires_grad ? apply(passed, x)[0] : x.alias();

    /// <inheritdoc/>
    public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        ctx.save_data(Passed, vars[0]);
        return [((Tensor)vars[1]).alias()];
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        _handedOver?.Dispose();
        ((Action)ctx.get_data(Passed))();
        _handedOver = grad_outputs[0].alias().DetachFromDisposeScope();
        grad_outputs[0].Dispose();
        return [null!, _handedOver];
    }
}
