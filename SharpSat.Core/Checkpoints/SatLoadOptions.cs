using SharpSat.Core.Tensors;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints;

/// <summary>What a SAT checkpoint is loaded for; SAT's <c>--mode</c>.</summary>
public enum SatLoadMode
{
    /// <summary>To generate: every weight of the model must be there.</summary>
    Inference,

    /// <summary>To train something new on top: mixins and cross attention may be missing and start fresh, counting from step 0.</summary>
    Finetune,

    /// <summary>To go on training: every weight must be there.</summary>
    Pretrain,
}

/// <summary>How <see cref="SatCheckpoint"/> loads a directory.</summary>
public sealed record SatLoadOptions
{
    /// <summary>What the weights are for.</summary>
    public SatLoadMode Mode { get; init; }

    /// <summary>In training, let any weight be missing (SAT's <c>--force_train</c>).</summary>
    public bool ForceTrain { get; init; }

    /// <summary>In inference, let any weight be missing (SAT's <c>--force_inference</c>).</summary>
    public bool ForceInference { get; init; }

    /// <summary>Take only the names that begin so, without it, as one part of a larger model; it includes its final dot.</summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>Folder to take in place of the one that <c>latest</c> names.</summary>
    public string? Tag { get; init; }

    /// <summary>Type to cast floating-point weights to; null keeps each one's stored type.</summary>
    public ScalarType? Dtype { get; init; }

    /// <summary>Where the weights go; null is the CPU.</summary>
    public Device? Device { get; init; }

    /// <summary>Draws the weights that the checkpoint lacks; null leaves those that have no value yet without one.</summary>
    public NoiseSource? Fresh { get; init; }
}
