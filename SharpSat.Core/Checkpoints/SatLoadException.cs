using SharpSat.Core.Errors;

namespace SharpSat.Core.Checkpoints;

/// <summary>A SAT checkpoint does not fit; nothing was loaded.</summary>
public sealed class SatLoadException : InputException
{
    internal SatLoadException(SatLoadFault fault, string message, IReadOnlyList<string>? names = null, IReadOnlyList<ShapeMismatch>? shapes = null)
        : base(message)
    {
        Fault = fault;
        Names = names ?? [];
        Shapes = shapes ?? [];
    }

    /// <summary>Which rule is broken.</summary>
    public SatLoadFault Fault { get; }

    /// <summary>The weights that are missing, in the model's order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The weights whose shapes differ, in the model's order.</summary>
    public IReadOnlyList<ShapeMismatch> Shapes { get; }
}
