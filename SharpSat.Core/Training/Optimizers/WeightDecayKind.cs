namespace SharpSat.Core.Training.Optimizers;

/// <summary>How weight decay acts on a parameter.</summary>
public enum WeightDecayKind
{
    /// <summary>It shrinks the parameter beside the update (AdamW).</summary>
    Decoupled,

    /// <summary>It is added to the gradient, and so goes through the moments (PyTorch's Adam).</summary>
    InGradient,
}
