namespace SharpSat.Video.Media;

/// <summary>Quality of a written video.</summary>
public sealed record VideoWriterOptions
{
    /// <summary>libx264's constant rate factor: 0 lossless (of the 4:2:0 picture), 18 looks lossless, 51 worst. Other encoders use a high fixed quality.</summary>
    public int Crf { get; init; } = 16;

    /// <summary>libx264's speed preset, "ultrafast" to "veryslow".</summary>
    public string Preset { get; init; } = "medium";
}
