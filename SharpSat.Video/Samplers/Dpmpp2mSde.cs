using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>
/// Stochastic second-order multistep DPM-Solver++ (Lu et al. 2022, SDE form) in variance-preserving levels; the
/// default of CogVideoX-5b. The last step returns the clean estimate. Reference: <c>VPSDEDPMPP2MSampler</c>.
/// </summary>
[Component("dpmpp_2m_sde", Aliases = ["sgm.modules.diffusionmodules.sampling.VPSDEDPMPP2MSampler"])]
public sealed class Dpmpp2mSde : ISampler
{
    private readonly Dpmpp2mSdeParams _params;

    /// <summary>Creates the sampler.</summary>
    /// <exception cref="InputException">A negative number of fixed frames.</exception>
    public Dpmpp2mSde(Dpmpp2mSdeParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (p.FixedFrames < 0)
        {
            throw new InputException($"fixed_frames must be 0 or more, not {p.FixedFrames}.");
        }

        _params = p;
    }

    /// <inheritdoc/>
    public Tensor Sample(
        Tensor start_BTCHW,
        DenoiseFn denoise,
        NoiseTrajectory trajectory,
        INoiseSource noise,
        Action<SamplerProgress>? progress = null)
    {
        using var scope = NewDisposeScope();
        using var prefix = _params.FixedFrames == 0 ? null : new FixedFrames(start_BTCHW, _params);
        var x = start_BTCHW.to(ScalarType.Float32, copy: true);
        Tensor? previous = null;
        for (var i = 0; i < trajectory.Steps; i++)
        {
            using var stepScope = NewDisposeScope();
            var step = new SamplingStep(i, trajectory.Steps, trajectory[i]);
            var input = prefix?.Put(x, trajectory[i], noise) ?? x;
            var clean = denoise(input, step);
            var moved = Move(input, clean, previous, trajectory, i, noise);
            progress?.Invoke(new SamplerProgress(step, moved, clean));
            x.Dispose();
            previous?.Dispose();
            x = moved.MoveToOuterDisposeScope();
            previous = clean.MoveToOuterDisposeScope();
        }

        return (prefix?.PutClean(x) ?? x).MoveToOuterDisposeScope();
    }

    private Tensor Move(Tensor x, Tensor clean, Tensor? previous, NoiseTrajectory trajectory, int i, INoiseSource noise)
    {
        using var scope = NewDisposeScope();
        var last = i == trajectory.Steps - 1;
        if (!last || _params.Draws == DpmNoiseDraws.Diffusers)
        {
            // Kept alive only until the scope ends: drawing it keeps the random stream in step with the reference.
            var first = noise.Normal(x.shape, ScalarType.Float32, x.device);
            if (!last)
            {
                var used = previous is null || _params.Draws == DpmNoiseDraws.Once
                    ? first
                    : noise.Normal(x.shape, ScalarType.Float32, x.device);
                return Combine(x, clean, previous, used, trajectory, i).MoveToOuterDisposeScope();
            }
        }

        return clean.clone().MoveToOuterDisposeScope();
    }

    private static Tensor Combine(Tensor x, Tensor clean, Tensor? previous, Tensor noise, NoiseTrajectory trajectory, int i)
    {
        using var scope = NewDisposeScope();
        var (now, next) = (trajectory[i], trajectory[i + 1]);

        // At pure noise lambda is minus infinity; every coefficient below still comes out finite.
        var h = Lambda(next) - Lambda(now);
        var keep = MathF.Sqrt((1 - (next.Signal * next.Signal)) / (1 - (now.Signal * now.Signal))) * MathF.Exp(-h);
        var take = (float)-ExpM1(-2 * h) * next.Signal;
        var spread = MathF.Sqrt(1 - (next.Signal * next.Signal)) * MathF.Sqrt(1 - MathF.Exp(-2 * h));
        var estimate = clean;
        if (previous is not null)
        {
            var ratio = (Lambda(now) - Lambda(trajectory[i - 1])) / h;
            var ahead = 1 / (2 * ratio);
            estimate = (clean * (1 + ahead)) - (previous * ahead);
        }

        return ((x * keep) + (estimate * take) + (noise * spread)).MoveToOuterDisposeScope();
    }

    private static float Lambda(NoiseLevel level)
    {
        var alphaBar = level.Signal * level.Signal;
        return MathF.Log(MathF.Sqrt(alphaBar / (1 - alphaBar)));
    }

    private static double ExpM1(double value) => Math.Abs(value) < 1e-5 ? value + (value * value / 2) : Math.Exp(value) - 1;
}
