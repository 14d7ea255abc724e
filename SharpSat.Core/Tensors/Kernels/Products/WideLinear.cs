using SharpSat.Core.Tensors.Kernels.Gradients;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Products;

// R rows, I inputs, O outputs, N columns of any product.

/// <summary>
/// y = x W^T + b of bfloat16 tensors, multiplied in float32 and rounded once at the end. Where the processor has no fast
/// bfloat16 products, this takes 0.6 of their time. Only the weight is held in float32 as a whole; rows come in pieces.
/// </summary>
internal static class WideLinear
{
    // Below, turning the weight into float32 costs more than the product saves.
    private const long FewestRows = 64;

    // Numbers of a piece's input and output together: 64 MiB.
    private const long MostNumbers = 1 << 24;

    /// <summary>Whether it takes a product of x [..., I] that gives [..., O].</summary>
    public static bool Serves(Tensor x, long outputs)
    {
        if (!ServesType(x))
        {
            return false;
        }

        var inputs = x.size(-1);
        return inputs > 0 && outputs > 0 && inputs % KernelChoice.Lanes == 0 && outputs % KernelChoice.Lanes == 0 && x.numel() >= FewestRows * inputs;
    }

    /// <summary>Whether a tensor's type, device and processor are those it is for. Nearly free for other types.</summary>
    public static bool ServesType(Tensor x) => BrainProcessor.IsSlow && x.dtype == ScalarType.BFloat16 && KernelChoice.ServesType(x);

    /// <summary>Maps [..., I] to [..., O].</summary>
    public static Tensor Apply(Tensor x, Tensor weight_OI, Tensor? bias_O)
    {
        using var scope = NewDisposeScope();
        var needed = KernelNode.IsNeeded(x, weight_OI, bias_O);
        using var guard = no_grad();
        var y = Multiply(x, Widen(weight_OI).t(), bias_O);
        if (needed)
        {
            new WideLinearNode(x, weight_OI, bias_O).Attach([y], [x, weight_OI, bias_O]);
        }

        return y.MoveToOuterDisposeScope();
    }

    /// <summary>The same with a weight that is float32 already, and without gradients.</summary>
    public static Tensor Multiply(Tensor x, Tensor wide_IN, Tensor? bias_N)
    {
        using var scope = NewDisposeScope();
        var (inner, columns) = (wide_IN.size(0), wide_IN.size(1));
        var x_RI = Rows(x);
        var y = KernelTensor.New([.. x.shape[..^1], columns], ScalarType.BFloat16);
        var (y_RN, wideBias_N) = (y.view(-1, columns), bias_N is null ? null : KernelTensor.Wide(bias_N));
        var pieces = new EvenPieces(x_RI.size(0), MostNumbers / (inner + columns));
        var (input_RI, output_RN) = (Room(pieces.Size, inner), Room(pieces.Size, columns));
        foreach (var (from, count) in pieces)
        {
            var (input, output) = (input_RI.narrow(0, 0, count), output_RN.narrow(0, 0, count));
            input.copy_(x_RI.narrow(0, from, count));
            output.addmm_(input, wide_IN, 0, 1);
            RowRounding.Run(output, wideBias_N, y_RN.narrow(0, from, count));
        }

        return y.MoveToOuterDisposeScope();
    }

    /// <summary>The weight's gradient, bfloat16 [O, I]: the sum over rows of g^T x.</summary>
    public static Tensor WeightGradient(Tensor g, Tensor x)
    {
        using var scope = NewDisposeScope();
        var (g_RO, x_RI) = (Rows(g), Rows(x));
        var (outputs, inputs) = (g_RO.size(1), x_RI.size(1));
        var sum_OI = Room(outputs, inputs);
        var pieces = new EvenPieces(x_RI.size(0), MostNumbers / (inputs + outputs));
        var (gradient_RO, input_RI) = (Room(pieces.Size, outputs), Room(pieces.Size, inputs));
        foreach (var (from, count) in pieces)
        {
            var (gradient, input) = (gradient_RO.narrow(0, 0, count), input_RI.narrow(0, 0, count));
            gradient.copy_(g_RO.narrow(0, from, count));
            input.copy_(x_RI.narrow(0, from, count));
            sum_OI.addmm_(gradient.t(), input, from == 0 ? 0 : 1, 1);
        }

        var rounded_OI = KernelTensor.New([outputs, inputs], ScalarType.BFloat16);
        RowRounding.Run(sum_OI, null, rounded_OI);
        return rounded_OI.MoveToOuterDisposeScope();
    }

    /// <summary>The bias's gradient [O]: the sum of g over rows, added in float32.</summary>
    public static Tensor BiasGradient(Tensor g)
    {
        using var scope = NewDisposeScope();
        return Rows(g).sum(dim: 0, type: ScalarType.Float32).to(g.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>A bfloat16 tensor in float32.</summary>
    public static Tensor Widen(Tensor x)
    {
        var wide = KernelTensor.New(x.shape, ScalarType.Float32);
        wide.copy_(x);
        return wide;
    }

    private static Tensor Rows(Tensor x) => x.reshape(-1, x.size(-1)).contiguous();

    private static Tensor Room(long rows, long columns) => KernelTensor.New([rows, columns], ScalarType.Float32);
}
