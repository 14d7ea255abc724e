namespace SharpSat.Video.Engine;

/// <summary>What a pipeline is doing.</summary>
public enum GenerationStage
{
    /// <summary>Reading the prompt.</summary>
    EncodingText,

    /// <summary>Sampling latents.</summary>
    Denoising,

    /// <summary>Latents to frames.</summary>
    Decoding,
}

/// <summary>Reported by <see cref="VideoPipeline"/> at the start of a stage and after each sampler step.</summary>
/// <param name="Stage">What is going on.</param>
/// <param name="Done">Steps done in it.</param>
/// <param name="Total">Steps of it.</param>
public readonly record struct GenerationProgress(GenerationStage Stage, int Done, int Total);
