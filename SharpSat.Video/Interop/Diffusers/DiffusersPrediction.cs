namespace SharpSat.Video.Interop.Diffusers;

/// <summary>diffusers' <c>prediction_type</c>.</summary>
public enum DiffusersPrediction
{
    /// <summary>The network predicts the noise.</summary>
    Epsilon,

    /// <summary>The network predicts the clean sample.</summary>
    Sample,

    /// <summary>The network predicts v; every released CogVideoX.</summary>
    VPrediction,
}
