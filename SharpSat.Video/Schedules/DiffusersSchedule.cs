using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Schedules;

/// <summary>
/// The levels of diffusers' CogVideoX schedulers: alpha_bar stays float64, the signal-to-noise shift comes before the
/// zero-SNR rescale, a shorter run visits a subset of the training levels, and a step leads to
/// timestep - levels / steps in whole numbers, which is not always the next timestep of the list. Reference: diffusers
/// <c>scheduling_ddim_cogvideox.py</c>, <c>scheduling_dpm_cogvideox.py</c>.
/// </summary>
[Component("cogvideox_diffusers")]
public sealed class DiffusersSchedule : INoiseSchedule
{
    private readonly DiffusersScheduleParams _params;

    /// <summary>Computes the tables.</summary>
    /// <exception cref="InputException">A setting is out of range.</exception>
    public DiffusersSchedule(DiffusersScheduleParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        _params = p;
        using var scope = NewDisposeScope();
        var betas = DiffusersBetas.Compute(p);
        Betas = betas.to(ScalarType.Float64).data<double>().ToArray();
        AlphaBar = Table(betas, p).to(ScalarType.Float64).data<double>().ToArray();
        FinalAlphaBar = p.EndsClean ? 1 : AlphaBar[0];

        // Adding noise reads alpha_bar as float32; the samplers' coefficients do not.
        Levels = [.. AlphaBar.Select((a, t) => new NoiseLevel(MathF.Sqrt((float)a), MathF.Sqrt(1 - (float)a), t) { AlphaBar = a })];
    }

    /// <summary>The betas, before shift and rescale.</summary>
    public IReadOnlyList<double> Betas { get; }

    /// <summary>alpha_bar of each timestep, after shift and rescale.</summary>
    public IReadOnlyList<double> AlphaBar { get; }

    /// <summary>alpha_bar that a step to a negative timestep leads to.</summary>
    public double FinalAlphaBar { get; }

    /// <inheritdoc/>
    public IReadOnlyList<NoiseLevel> Levels { get; }

    /// <inheritdoc/>
    public NoiseTrajectory Trajectory(int steps)
    {
        var total = AlphaBar.Count;
        if (steps < 1 || steps > total)
        {
            throw new InputException($"Sampling takes from 1 to {total} steps, not {steps}; the nearest is {Math.Clamp(steps, 1, total)}.");
        }

        var timesteps = DiffusersTimesteps.For(_params.Spacing, steps, total, _params.StepsOffset);
        if (timesteps.FirstOrDefault(t => t < 0 || t >= total, -1) is var outside and >= 0)
        {
            throw new InputException(
                $"With {steps} steps and steps_offset {_params.StepsOffset} the schedule would visit timestep {outside}; the last one is {total - 1}. Take fewer steps or a smaller offset.");
        }

        return new NoiseTrajectory([.. timesteps.Select(t => (LevelAt(t), LevelAt(t - (total / steps))))], Levels);
    }

    private NoiseLevel LevelAt(int timestep) => NoiseLevel.FromAlphaBar(timestep >= 0 ? AlphaBar[timestep] : FinalAlphaBar, timestep);

    private static Tensor Table(Tensor betas, DiffusersScheduleParams p)
    {
        using var scope = NewDisposeScope();
        var alphaBar = (1 - betas).cumprod(0);
        alphaBar = alphaBar / ((alphaBar * (1 - p.Shift)) + p.Shift);
        if (p.ZeroSnr)
        {
            var root = alphaBar.sqrt();
            var (first, last) = (root[0], root[-1]);
            alphaBar = ((root - last) * (first / (first - last))).square();
        }

        return alphaBar.MoveToOuterDisposeScope();
    }
}
