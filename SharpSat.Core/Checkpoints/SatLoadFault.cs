namespace SharpSat.Core.Checkpoints;

/// <summary>Why a SAT checkpoint cannot be loaded into a model.</summary>
public enum SatLoadFault
{
    /// <summary>The directory has no <c>latest</c>.</summary>
    NoLatest,

    /// <summary><c>latest</c> names neither an iteration from 1 on nor <c>release</c>.</summary>
    BadLatest,

    /// <summary>The folder that <c>latest</c> names has no weights.</summary>
    NoWeights,

    /// <summary>Weights have other shapes in the model.</summary>
    Shapes,

    /// <summary>The model has weights that the checkpoint lacks, and the mode does not allow that.</summary>
    Missing,
}
