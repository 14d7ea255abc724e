using System.Numerics;
using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>
/// Deterministic DDIM (Song et al. 2021, eta 0): x' = a x + b clean with a = noise'/noise, b = signal' - signal a.
/// The reference's <c>VideoDDIMSampler</c>; its <c>Image2VideoDDIMSampler</c> and diffusers' <c>CogVideoXDDIMScheduler</c>
/// take the same steps (eta is ignored there).
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
            var (keep, take) = Coefficients(trajectory[i], trajectory.Target(i));
            var moved = (x * keep) + (clean * take);
            progress?.Invoke(new SamplerProgress(step, moved, clean));
            x.Dispose();
            x = moved.MoveToOuterDisposeScope();
        }

        return x.MoveToOuterDisposeScope();
    }

    private static (float Keep, float Take) Coefficients(NoiseLevel now, NoiseLevel target) =>
        now.AlphaBar is { } from && target.AlphaBar is { } to
            ? Coefficients(Math.Sqrt(from), Math.Sqrt(to))
            : Coefficients(now.Signal, target.Signal);

    private static (float Keep, float Take) Coefficients<T>(T now, T target)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var keep = T.Sqrt((T.One - (target * target)) / (T.One - (now * now)));
        return (float.CreateChecked(keep), float.CreateChecked(target - (now * keep)));
    }
}
