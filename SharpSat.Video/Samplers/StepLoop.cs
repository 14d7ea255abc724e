using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>What one sampler step gives; both tensors belong to the step's scope.</summary>
/// <param name="Moved">The sample at the level that the step leads to.</param>
/// <param name="Clean">The model's estimate at this one.</param>
internal readonly record struct StepOutcome(Tensor Moved, Tensor Clean);

/// <summary>The loop that most samplers share.</summary>
internal static class StepLoop
{
    /// <summary>Takes the steps from <paramref name="first"/> on; consumes <paramref name="x"/>.</summary>
    /// <param name="x">Sample at the level of the first step; owned by the surrounding scope.</param>
    /// <param name="trajectory">Levels.</param>
    /// <param name="step">Moves a sample from the step's level to the one it leads to.</param>
    /// <param name="progress">Told every step.</param>
    /// <param name="first">Steps before this one are left out.</param>
    public static Tensor Run(
        Tensor x,
        NoiseTrajectory trajectory,
        Func<Tensor, SamplingStep, NoiseLevel, StepOutcome> step,
        Action<SamplerProgress>? progress,
        int first = 0)
    {
        for (var i = first; i < trajectory.Steps; i++)
        {
            using var scope = NewDisposeScope();
            var at = new SamplingStep(i, trajectory.Steps, trajectory[i]);
            var (moved, clean) = step(x, at, trajectory.Target(i));
            progress?.Invoke(new SamplerProgress(at, moved, clean));
            x.Dispose();
            x = moved.MoveToOuterDisposeScope();
        }

        return x;
    }
}
