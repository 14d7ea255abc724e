namespace SharpSat.Video.Configuration;

/// <summary>How weights that do not train are kept.</summary>
public enum WeightQuantization
{
    /// <summary>As the file has them (which may be int8 already).</summary>
    None,

    /// <summary>Rounded to int8 with a factor for each output: half the memory of bf16. Products are computed in floats.</summary>
    Int8,
}
