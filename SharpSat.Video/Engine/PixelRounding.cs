namespace SharpSat.Video.Engine;

/// <summary>How a value in [0, 1] becomes one of 8 bits.</summary>
public enum PixelRounding
{
    /// <summary>Cut off after multiplying by 255 (SAT).</summary>
    Truncate,

    /// <summary>To the nearest, halves to even (diffusers).</summary>
    HalfToEven,
}
