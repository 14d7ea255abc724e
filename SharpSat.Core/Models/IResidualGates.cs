namespace SharpSat.Core.Models;

/// <summary>A mixin that scales residual branches by learned gates.</summary>
public interface IResidualGates
{
    /// <summary>
    /// Whether every gate is exactly zero, as in a network that was never trained: then no branch reaches the output,
    /// and an adapter inside the branches learns nothing.
    /// </summary>
    bool AreAllZero();
}
