using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Timesteps;

/// <summary>EDM's training levels: ln sigma is normal (Karras et al. 2022, table 1). Needs a variance-exploding schedule.</summary>
[Component("log_normal_sigmas", Aliases = ["sgm.modules.diffusionmodules.sigma_sampling.EDMSampling"])]
public sealed class LogNormalSigmas : ITimestepSampler
{
    private readonly LogNormalSigmasParams _params;

    /// <summary>Creates the sampler.</summary>
    /// <exception cref="InputException">The deviation is not positive.</exception>
    public LogNormalSigmas(LogNormalSigmasParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (!(p.Deviation > 0))
        {
            throw new InputException(FormattableString.Invariant($"The deviation of ln sigma must be positive, not {p.Deviation}; EDM's own is 1.2."));
        }

        _params = p;
    }

    /// <inheritdoc/>
    /// <exception cref="InputException">The schedule is not variance-exploding.</exception>
    public IReadOnlyList<NoiseLevel> Draw(INoiseSchedule schedule, int count, INoiseSource noise, RankPosition position)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(noise);
        if (!schedule.Levels[^1].IsVarianceExploding())
        {
            throw new InputException(
                "Log-normal sigmas are levels of a variance-exploding schedule ('edm', 'legacy_ddpm'); this one is variance-preserving. Use 'uniform_timesteps'.");
        }

        using var scope = NewDisposeScope();
        var sigma = ((noise.Normal([count], ScalarType.Float32, CPU) * _params.Deviation) + _params.Mean).exp();
        return [.. sigma.data<float>().ToArray().Select(value => schedule.Levels.AtSigma(value))];
    }
}
