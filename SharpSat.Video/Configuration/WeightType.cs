namespace SharpSat.Video.Configuration;

/// <summary>Number types that weights can have, under the names that configs and <c>--dtype</c> use.</summary>
public enum WeightType
{
    /// <summary>32-bit floats ("fp32").</summary>
    Fp32,

    /// <summary>16-bit floats with the range of float32 ("bf16").</summary>
    Bf16,

    /// <summary>16-bit floats up to 65504 ("fp16"); a model trained in bf16 overflows them.</summary>
    Fp16,
}
