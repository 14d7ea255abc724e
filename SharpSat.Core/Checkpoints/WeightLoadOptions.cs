using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints;

/// <summary>How <see cref="WeightLoader"/> fills a module.</summary>
public sealed record WeightLoadOptions
{
    /// <summary>Everything must be there; stored types are kept, on the CPU.</summary>
    public static WeightLoadOptions Default { get; } = new();

    /// <summary>Type to cast floating-point weights to; null keeps each one's stored type.</summary>
    public ScalarType? Dtype { get; init; }

    /// <summary>Where the weights go; null is the CPU.</summary>
    public Device? Device { get; init; }

    /// <summary>Whether a weight that the source lacks is an error (otherwise it is only reported and keeps its value).</summary>
    public bool Strict { get; init; } = true;

    /// <summary>Whether a tensor with the right number of elements but another shape is reshaped (and reported).</summary>
    public bool AllowReshape { get; init; }

    /// <summary>
    /// Names that are not loaded, and reported neither as missing nor as unexpected but as left out. <c>*</c> stands for
    /// any characters.
    /// </summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];
}
