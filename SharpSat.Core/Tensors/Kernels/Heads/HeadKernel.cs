using SharpSat.Core.Tensors.Kernels.Gradients;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Heads;

// B batch, N heads, S tokens, D head size.

/// <summary>Norm of every head and rotation of its pairs in one pass; either may be missing.</summary>
internal static class HeadKernel
{
    /// <summary>Whether the kernel takes these heads.</summary>
    public static bool Serves(Tensor x_BNSD) => KernelChoice.Serves(x_BNSD) && x_BNSD.dim() == 4;

    /// <summary>Normalises, then rotates.</summary>
    /// <param name="x_BNSD">Queries or keys, with any strides but of the last axis.</param>
    /// <param name="norm">The norm, or null.</param>
    /// <param name="turn">The rotation, or null.</param>
    /// <returns>[B, N, S, D] without gaps.</returns>
    /// <exception cref="ArgumentException">The rotation is for another number of tokens or another head size, or the norm for another head size.</exception>
    public static Tensor Apply(Tensor x_BNSD, HeadNorm? norm, HeadTurn? turn)
    {
        if (turn is not null && (turn.Cos_SD.size(0) != x_BNSD.size(2) || turn.Cos_SD.size(1) != x_BNSD.size(3)))
        {
            throw new ArgumentException(
                $"The rotation is for [{string.Join(", ", turn.Cos_SD.shape)}] (tokens, head size), not for [{string.Join(", ", x_BNSD.shape.Skip(2))}].", nameof(turn));
        }

        if ((norm?.Weight_D ?? norm?.Bias_D) is { } weights && weights.numel() != x_BNSD.size(3))
        {
            throw new ArgumentException($"The norm is for heads of {weights.numel()} numbers, not of {x_BNSD.size(3)}.", nameof(norm));
        }

        using var scope = NewDisposeScope();
        var needed = KernelNode.IsNeeded(x_BNSD, norm?.Weight_D, norm?.Bias_D);
        using var guard = no_grad();
        var y_BNSD = KernelTensor.New(x_BNSD.shape, x_BNSD.dtype);
        if (x_BNSD.dtype == ScalarType.Float32)
        {
            HeadForward.Run<SingleLane>(x_BNSD, norm, turn, y_BNSD);
        }
        else
        {
            HeadForward.Run<BrainLane>(x_BNSD, norm, turn, y_BNSD);
        }

        if (needed)
        {
            new HeadNode(x_BNSD, norm, turn).Attach([y_BNSD], [x_BNSD, norm?.Weight_D, norm?.Bias_D]);
        }

        return y_BNSD.MoveToOuterDisposeScope();
    }
}
