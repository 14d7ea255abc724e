using SharpSat.Core.Tensors.Kernels.Gradients;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Modulation;

/// <summary>The backward pass of <see cref="NormModulation"/>: gradients of x, weight, bias and values, those that are asked for.</summary>
internal sealed class NormModulationNode : KernelNode
{
    private readonly Tensor _x_BSE;
    private readonly Tensor? _weight_E;
    private readonly Tensor? _bias_E;
    private readonly Tensor _values_BP;
    private readonly float _epsilon;
    private readonly int _leading;
    private readonly StreamColumns _shift;
    private readonly StreamColumns _scale;
    private readonly (bool X, bool Weight, bool Bias, bool Values) _wanted;

    public NormModulationNode(
        Tensor x_BSE, Tensor? weight_E, Tensor? bias_E, float epsilon, Tensor values_BP, int leading, StreamColumns shift, StreamColumns scale)
    {
        _wanted = (x_BSE.requires_grad, weight_E?.requires_grad == true, bias_E?.requires_grad == true, values_BP.requires_grad);
        (_x_BSE, _weight_E, _bias_E, _values_BP) = (Save(x_BSE), SaveIfGiven(weight_E), SaveIfGiven(bias_E), Save(values_BP));
        (_epsilon, _leading, _shift, _scale) = (epsilon, leading, shift, scale);
    }

    /// <inheritdoc/>
    protected override Tensor?[] Backward(Tensor?[] gradients)
    {
        if (gradients[0] is not { } given)
        {
            return [null, null, null, null];
        }

        var g_BSE = given.contiguous();
        var lines = NormLines.Of(_x_BSE, _weight_E, _bias_E, _values_BP, _leading, _shift, _scale);
        var dx_BSE = _wanted.X ? KernelTensor.New(_x_BSE.shape, _x_BSE.dtype) : null;
        var sums = _wanted.Weight || _wanted.Bias || _wanted.Values;
        var sums_BQKE = _x_BSE.dtype == ScalarType.Float32
            ? NormModulationBackward.Run<SingleLane>(g_BSE, _x_BSE, lines, _epsilon, dx_BSE, sums)
            : NormModulationBackward.Run<BrainLane>(g_BSE, _x_BSE, lines, _epsilon, dx_BSE, sums);
        if (sums_BQKE is null)
        {
            return [dx_BSE, null, null, null];
        }

        var (plain_BQE, normed_BQE) = (sums_BQKE.select(2, 0), sums_BQKE.select(2, 1));
        return
        [
            dx_BSE,
            _wanted.Weight ? (normed_BQE * lines.Gain_BQE).sum([0, 1]).to(_weight_E!.dtype) : null,
            _wanted.Bias ? (plain_BQE * lines.Gain_BQE).sum([0, 1]).to(_bias_E!.dtype) : null,
            _wanted.Values ? OfValues(plain_BQE, normed_BQE) : null,
        ];
    }

    private Tensor OfValues(Tensor plain_BQE, Tensor normed_BQE)
    {
        var scale_BQE = _weight_E is null ? normed_BQE : normed_BQE * _weight_E.to(ScalarType.Float32);
        scale_BQE = _bias_E is null ? scale_BQE : scale_BQE + (plain_BQE * _bias_E.to(ScalarType.Float32));
        return ValueGradient.Of(_values_BP, _leading, (_shift, plain_BQE), (_scale, scale_BQE));
    }
}
