using SharpSat.Core.Tensors.Kernels.Gradients;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Heads;

/// <summary>The backward pass of <see cref="HeadKernel"/>: back through the rotation, then through the norm.</summary>
internal sealed class HeadNode : KernelNode
{
    private readonly Tensor _x_BNSD;
    private readonly HeadNorm? _norm;
    private readonly HeadTurn? _turn;
    private readonly (bool X, bool Weight, bool Bias) _wanted;

    public HeadNode(Tensor x_BNSD, HeadNorm? norm, HeadTurn? turn)
    {
        _wanted = (x_BNSD.requires_grad, norm?.Weight_D?.requires_grad == true, norm?.Bias_D?.requires_grad == true);
        _x_BNSD = Save(x_BNSD);
        _norm = norm is null ? null : norm with { Weight_D = SaveIfGiven(norm.Weight_D), Bias_D = SaveIfGiven(norm.Bias_D) };

        // The table may be thrown out of its cache before the backward pass.
        _turn = turn is null ? null : new HeadTurn(Save(turn.Cos_SD), Save(turn.Sin_SD));
    }

    /// <inheritdoc/>
    protected override Tensor?[] Backward(Tensor?[] gradients)
    {
        if (gradients[0] is not { } given)
        {
            return [null, null, null];
        }

        var g_BNSD = given.contiguous();

        // Laid out as [B, S, N, D], which is what the projection before gets.
        var shape = _x_BNSD.shape;
        var dx_BNSD = KernelTensor.New([shape[0], shape[2], shape[1], shape[3]], _x_BNSD.dtype).transpose(1, 2);
        var sums = _wanted.Weight || _wanted.Bias;
        var sums_KD = _x_BNSD.dtype == ScalarType.Float32
            ? HeadBackward.Run<SingleLane>(g_BNSD, _x_BNSD, _norm, _turn, dx_BNSD, sums)
            : HeadBackward.Run<BrainLane>(g_BNSD, _x_BNSD, _norm, _turn, dx_BNSD, sums);
        return
        [
            _wanted.X ? dx_BNSD : null,
            _wanted.Weight ? sums_KD![1].to(_norm!.Weight_D!.dtype) : null,
            _wanted.Bias ? sums_KD![0].to(_norm!.Bias_D!.dtype) : null,
        ];
    }
}
