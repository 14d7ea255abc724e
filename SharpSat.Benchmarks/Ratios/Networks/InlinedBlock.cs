using SharpSat.Core.Layers;
using SharpSat.Core.Tensors.Kernels.Activations;
using SharpSat.Core.Tensors.Kernels.Heads;
using SharpSat.Core.Tensors.Kernels.Modulation;
using TorchSharp;
using static TorchSharp.torch;
using Linear = SharpSat.Benchmarks.Ratios.Networks.InlinedNetwork.Linear;

namespace SharpSat.Benchmarks.Ratios.Networks;

/// <summary>One block of an <see cref="InlinedNetwork"/>, written out.</summary>
internal sealed record InlinedBlock(
    Linear Qkv,
    Linear Dense,
    Linear Up,
    Linear Down,
    Linear Values,
    (Weight Weight, Weight Bias) FirstNorm,
    (Weight Weight, Weight Bias) SecondNorm,
    (Weight Weight, Weight Bias) QueryNorm,
    (Weight Weight, Weight Bias) KeyNorm)
{
    public const double Epsilon = 1e-5;
    private const float HeadEpsilon = 1e-6f;

    public Tensor Forward(Tensor x_BSE, Tensor time_BE, int text, int heads, HeadTurn turn)
    {
        using var scope = NewDisposeScope();
        var values_BP = Values.Run(nn.functional.silu(time_BE));
        var input_BSE = NormModulation.Apply(
            x_BSE, FirstNorm.Weight.Value, FirstNorm.Bias.Value, Epsilon, values_BP, text, new(6, 0), new(7, 1));
        var qkv = Qkv.Run(input_BSE).chunk(3, -1);
        var query_BNSD = HeadKernel.Apply(Split(qkv[0]), Norm(QueryNorm), turn);
        var key_BNSD = HeadKernel.Apply(Split(qkv[1]), Norm(KeyNorm), turn);
        var mixed_BNSD = nn.functional.scaled_dot_product_attention(query_BNSD, key_BNSD, Split(qkv[2]));
        var attended_BSE = Dense.Run(mixed_BNSD.transpose(1, 2).flatten(2));
        x_BSE = GatedResidual.Apply(x_BSE, attended_BSE, values_BP, text, new(8, 2));

        var fed_BSE = NormModulation.Apply(
            x_BSE, SecondNorm.Weight.Value, SecondNorm.Bias.Value, Epsilon, values_BP, text, new(9, 3), new(10, 4));
        fed_BSE = Down.Run(TanhGelu.Apply(Up.Run(fed_BSE)));
        return GatedResidual.Apply(x_BSE, fed_BSE, values_BP, text, new(11, 5)).MoveToOuterDisposeScope();

        Tensor Split(Tensor x) => x.unflatten(2, [heads, -1]).transpose(1, 2);
    }

    private static HeadNorm Norm((Weight Weight, Weight Bias) norm) => new(norm.Weight.Value, norm.Bias.Value, HeadEpsilon);
}
