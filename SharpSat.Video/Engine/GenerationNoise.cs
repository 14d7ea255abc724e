using SharpSat.Core.Tensors;

namespace SharpSat.Video.Engine;

/// <summary>Where the draws of a generation come from.</summary>
/// <param name="Posterior">Source of the autoencoder's posterior for the input of a video, by the video's number.</param>
/// <param name="Start">Source of the start noise of all videos at once.</param>
/// <param name="Sampler">Source of the sampler's own draws for all videos at once.</param>
internal sealed record GenerationNoise(Func<int, INoiseSource> Posterior, INoiseSource Start, INoiseSource Sampler)
{
    /// <summary>One source for everything, in the order of the draws (a recorded run).</summary>
    public static GenerationNoise From(INoiseSource all) => new(_ => all, all, all);
}
