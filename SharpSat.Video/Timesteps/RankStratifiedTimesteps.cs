using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using static TorchSharp.torch;

namespace SharpSat.Video.Timesteps;

/// <summary>
/// CogVideoX's explicit uniform sampling: the levels are split into equal ranges and every group of processes draws
/// from its own, which steadies the loss. Levels left over by an uneven split are never drawn (as in SAT).
/// </summary>
[Component("rank_stratified_timesteps", Aliases = ["sgm.modules.diffusionmodules.sigma_sampling.DiscreteSampling"])]
public sealed class RankStratifiedTimesteps : ITimestepSampler
{
    private readonly RankStratifiedTimestepsParams _params;

    /// <summary>Creates the sampler; the number of groups is checked against the world when drawing.</summary>
    public RankStratifiedTimesteps(RankStratifiedTimestepsParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        _params = p;
    }

    /// <summary>The range of level indices [low, high) that a process draws from.</summary>
    /// <param name="levels">Number of training levels.</param>
    /// <param name="position">The process.</param>
    /// <exception cref="InputException">The number of groups does not divide the number of processes.</exception>
    public (int Low, int High) RangeOf(int levels, RankPosition position)
    {
        if (position.WorldSize <= _params.PlainUpTo)
        {
            return (0, levels);
        }

        var groups = _params.Groups ?? position.WorldSize;
        if (groups < 1 || position.WorldSize % groups != 0 || groups > levels)
        {
            var legal = Enumerable.Range(1, position.WorldSize).Where(n => position.WorldSize % n == 0 && n <= levels).MinBy(n => Math.Abs(n - groups));
            throw new InputException(
                $"Timestep groups must divide the number of processes ({position.WorldSize}) and not exceed the levels ({levels}); {groups} does not. The nearest number is {legal}.");
        }

        var group = position.Rank / (position.WorldSize / groups);
        var width = levels / groups;
        return (group * width, (group + 1) * width);
    }

    /// <inheritdoc/>
    public IReadOnlyList<NoiseLevel> Draw(INoiseSchedule schedule, int count, INoiseSource noise, RankPosition position)
    {
        using var scope = NewDisposeScope();
        var (low, high) = RangeOf(schedule.Levels.Count, position);
        if (!_params.OverBatch)
        {
            var indices = noise.Integers(low, high, [count], CPU);
            return [.. indices.data<long>().ToArray().Select(index => schedule.Levels[checked((int)index)])];
        }

        var parts = noise.Uniform([count], CPU).data<float>().ToArray();
        return [.. parts.Select((part, i) => schedule.Levels[Math.Min(high - 1, low + (int)((i + part) / count * (high - low)))])];
    }
}
