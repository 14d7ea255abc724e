namespace SharpSat.Core.Tensors.Kernels;

/// <summary>How the operations between matrix products are computed, and the products of bfloat16.</summary>
public enum KernelKind
{
    /// <summary>
    /// Norm and modulation, head norm and rotation, activation, gated residual each in one pass over the data; bfloat16 products in float32
    /// where the processor has no fast ones.
    /// </summary>
    Fused,

    /// <summary>One library operation after the other, for comparison.</summary>
    Plain,
}
