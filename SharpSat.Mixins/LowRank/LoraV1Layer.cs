using SharpSat.Core.Context;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors.Kernels.Products;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.LowRank;

/// <summary>
/// The factors of one layer's attention: <c>{Q,K,V,O}_A</c> [r, E] and <c>{Q,K,V,O}_B</c> [E, r]; none for a layer that is left
/// alone. A starts uniform (bound 1/sqrt(E)), B at zero.
/// </summary>
internal sealed class LoraV1Layer : NetworkModule
{
    private readonly Dictionary<string, (Weight A, Weight B)> _factors = [];

    public LoraV1Layer(int rank, long width)
        : this()
    {
        foreach (var name in new[] { "Q", "K", "V", "O" })
        {
            _factors[name] = (AddWeight($"{name}_A", [rank, width], WeightInit.FanIn(width)), AddWeight($"{name}_B", [width, rank], WeightInit.Zeros));
        }
    }

    private LoraV1Layer()
        : base(nameof(LoraV1Layer))
    {
    }

    /// <summary>A layer that is left alone.</summary>
    public static LoraV1Layer None() => new();

    /// <summary>y + scaling * B A x for [B, S, E].</summary>
    public Tensor Add(string name, Tensor y, Tensor x, double scaling, double dropout, ForwardContext context)
    {
        if (!_factors.TryGetValue(name, out var factors))
        {
            return y;
        }

        using var scope = NewDisposeScope();
        var input = Dropout.Apply(x, dropout, context).to(factors.A.Value.dtype);
        var update = LinearProduct.Apply(LinearProduct.Apply(input, factors.A.Value), factors.B.Value) * scaling;
        return (y + update.to(y.dtype)).MoveToOuterDisposeScope();
    }
}
