namespace SharpSat.Core.Tensors.Kernels;

/// <summary>How the operations between matrix products are computed.</summary>
public enum KernelKind
{
    /// <summary>Norm and modulation, head norm and rotation, activation, gated residual each in one pass over the data.</summary>
    Fused,

    /// <summary>One library operation after the other, for comparison.</summary>
    Plain,
}
