using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>
/// Edits latents (Meng et al. 2022): noises them to a level on the way and takes the remaining steps by
/// <see cref="Euler"/>. Reference: <c>SdeditEDMSampler</c>.
/// </summary>
[Component("sdedit", Aliases = ["sgm.modules.diffusionmodules.sampling.SdeditEDMSampler"])]
public sealed class Sdedit
{
    private readonly SdeditParams _params;
    private readonly Churn _churn;

    /// <summary>Creates the sampler.</summary>
    /// <exception cref="InputException">A setting is out of range.</exception>
    public Sdedit(SdeditParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (!(p.EditRatio < 1) || !(p.EditRatio >= 0))
        {
            throw new InputException(FormattableString.Invariant(
                $"edit_ratio must be at least 0 and less than 1, not {p.EditRatio}: with 1 no step is left."));
        }

        _churn = new Churn(p);
        _params = p;
    }

    /// <summary>Runs the steps that are left.</summary>
    /// <param name="latents_BTCHW">What is edited; left unchanged.</param>
    /// <param name="noise_BTCHW">Standard normal noise of the same shape.</param>
    /// <param name="denoise">The guided model.</param>
    /// <param name="trajectory">Levels of a whole run.</param>
    /// <param name="noise">Source of the noise of the churn.</param>
    /// <param name="progress">Called after each step.</param>
    public Tensor Edit(
        Tensor latents_BTCHW,
        Tensor noise_BTCHW,
        DenoiseFn denoise,
        NoiseTrajectory trajectory,
        INoiseSource noise,
        Action<SamplerProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(latents_BTCHW);
        ArgumentNullException.ThrowIfNull(trajectory);
        using var scope = NewDisposeScope();
        var first = FirstStep(trajectory.Steps);
        var x = ForwardProcess.AddNoise(latents_BTCHW, noise_BTCHW, trajectory[first].ForBatch(latents_BTCHW.shape[0]));
        return Euler.Walk(x, denoise, trajectory, noise, _churn, progress, first).MoveToOuterDisposeScope();
    }

    /// <summary>The first step that is taken, from 0.</summary>
    internal int FirstStep(int steps)
    {
        var first = 0;
        while ((double)first / steps < _params.EditRatio)
        {
            first++;
        }

        return first < steps
            ? first
            : throw new InputException(FormattableString.Invariant(
                $"edit_ratio {_params.EditRatio} leaves none of {steps} steps; the largest that leaves one is {(double)(steps - 1) / steps:g4}."));
    }
}
