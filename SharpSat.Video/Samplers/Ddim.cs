using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>
/// Deterministic DDIM (Song et al. 2021, eta 0): x' = a x + b clean with a = noise'/noise, b = signal' - signal a.
/// The reference's <c>VideoDDIMSampler</c>; its <c>Image2VideoDDIMSampler</c> takes the same steps.
/// </summary>
[Component("ddim", Aliases =
[
    "sgm.modules.diffusionmodules.sampling.VideoDDIMSampler",
    "sgm.modules.diffusionmodules.sampling.Image2VideoDDIMSampler",
])]
public sealed class Ddim : ISampler
{
    /// <inheritdoc/>
    public Tensor Sample(
        Tensor start_BTCHW,
        DenoiseFn denoise,
        NoiseTrajectory trajectory,
        INoiseSource noise,
        Action<SamplerProgress>? progress = null)
    {
        using var scope = NewDisposeScope();
        var x = start_BTCHW.to(ScalarType.Float32, copy: true);
        for (var i = 0; i < trajectory.Steps; i++)
        {
            using var stepScope = NewDisposeScope();
            var step = new SamplingStep(i, trajectory.Steps, trajectory[i]);
            var clean = denoise(x, step);
            var (now, next) = (trajectory[i], trajectory[i + 1]);
            var keep = MathF.Sqrt((1 - (next.Signal * next.Signal)) / (1 - (now.Signal * now.Signal)));
            var moved = (x * keep) + (clean * (next.Signal - (now.Signal * keep)));
            progress?.Invoke(new SamplerProgress(step, moved, clean));
            x.Dispose();
            x = moved.MoveToOuterDisposeScope();
        }

        return x.MoveToOuterDisposeScope();
    }
}
