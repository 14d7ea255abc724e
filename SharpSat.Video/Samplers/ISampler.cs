using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>Walks from noise to latents along a trajectory, knowing the model only as a <see cref="DenoiseFn"/>.</summary>
public interface ISampler
{
    /// <summary>Runs every step.</summary>
    /// <param name="start_BTCHW">Start noise, float32; left unchanged.</param>
    /// <param name="denoise">The guided model.</param>
    /// <param name="trajectory">Levels to visit.</param>
    /// <param name="noise">Source of the noise that stochastic samplers add.</param>
    /// <param name="progress">Called after each step; may throw to stop the run.</param>
    /// <returns>Latents of the shape of the start noise, float32.</returns>
    Tensor Sample(
        Tensor start_BTCHW,
        DenoiseFn denoise,
        NoiseTrajectory trajectory,
        INoiseSource noise,
        Action<SamplerProgress>? progress = null);
}
