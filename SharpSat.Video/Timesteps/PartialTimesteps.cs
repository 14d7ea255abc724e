using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using static TorchSharp.torch;

namespace SharpSat.Video.Timesteps;

/// <summary>The least noisy training levels, each equally likely: for a model that only finishes what another began.</summary>
[Component("partial_timesteps", Aliases = ["sgm.modules.diffusionmodules.sigma_sampling.PartialDiscreteSampling"])]
public sealed class PartialTimesteps : ITimestepSampler
{
    private readonly int _count;

    /// <summary>Creates the sampler.</summary>
    /// <exception cref="InputException">Less than one level.</exception>
    public PartialTimesteps(PartialTimestepsParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        _count = p.Count >= 1 ? p.Count : throw new InputException($"Training draws from at least 1 noise level, not {p.Count}.");
    }

    /// <inheritdoc/>
    /// <exception cref="InputException">The schedule has fewer levels.</exception>
    public IReadOnlyList<NoiseLevel> Draw(INoiseSchedule schedule, int count, INoiseSource noise, RankPosition position)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(noise);
        if (_count > schedule.Levels.Count)
        {
            throw new InputException($"Training is to draw from the first {_count} noise levels; the schedule has {schedule.Levels.Count}.");
        }

        using var scope = NewDisposeScope();
        var indices = noise.Integers(0, _count, [count], CPU);
        return [.. indices.data<long>().ToArray().Select(index => schedule.Levels[checked((int)index)])];
    }
}
