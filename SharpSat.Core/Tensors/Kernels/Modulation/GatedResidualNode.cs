using SharpSat.Core.Tensors.Kernels.Gradients;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Modulation;

/// <summary>The backward pass of <see cref="GatedResidual"/>: the gradient itself goes on to x.</summary>
internal sealed class GatedResidualNode : KernelNode
{
    private readonly Tensor _gate_BQE;
    private readonly Tensor _branch_BSE;
    private readonly Tensor _values_BP;
    private readonly int _leading;
    private readonly StreamColumns _gate;
    private readonly (bool X, bool Branch, bool Values) _wanted;

    public GatedResidualNode(Tensor x_BSE, Tensor branch_BSE, Tensor values_BP, Tensor gate_BQE, int leading, StreamColumns gate)
    {
        _wanted = (x_BSE.requires_grad, branch_BSE.requires_grad, values_BP.requires_grad);
        (_branch_BSE, _values_BP, _gate_BQE) = (Save(branch_BSE), Save(values_BP), Save(gate_BQE));
        (_leading, _gate) = (leading, gate);
    }

    /// <inheritdoc/>
    protected override Tensor?[] Backward(Tensor?[] gradients)
    {
        if (gradients[0] is not { } given)
        {
            return [null, null, null];
        }

        var g_BSE = given.contiguous();
        var db_BSE = _wanted.Branch ? KernelTensor.New(g_BSE.shape, g_BSE.dtype) : null;
        var sums_BQKE = g_BSE.dtype == ScalarType.Float32
            ? GatedResidual.Backward<SingleLane>(g_BSE, _branch_BSE, _gate_BQE, _leading, db_BSE, _wanted.Values)
            : GatedResidual.Backward<BrainLane>(g_BSE, _branch_BSE, _gate_BQE, _leading, db_BSE, _wanted.Values);
        return
        [
            _wanted.X ? given : null,
            db_BSE,
            sums_BQKE is null ? null : ValueGradient.Of(_values_BP, _leading, (_gate, sums_BQKE.select(2, 0))),
        ];
    }
}
