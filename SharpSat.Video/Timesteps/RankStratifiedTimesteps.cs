using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using static TorchSharp.torch;

namespace SharpSat.Video.Timesteps;

/// <summary>
/// CogVideoX's explicit uniform sampling (sgm/modules/diffusionmodules/sigma_sampling.py): the levels are split into equal
/// ranges and every group of processes draws from its own, which steadies the loss. SAT switches it off for 8 processes or
/// fewer; here it works from 2 on.
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
        var (group, groups) = GroupOf(levels, position);
        return _params.DropRest
            ? (group * (levels / groups), (group + 1) * (levels / groups))
            : ((int)((long)group * levels / groups), (int)((((long)group + 1) * levels + groups - 1) / groups));
    }

    /// <summary>One line that says from which levels the processes draw.</summary>
    /// <param name="levels">Number of training levels.</param>
    /// <param name="samples">Samples of a process's batch.</param>
    /// <param name="position">The process.</param>
    /// <exception cref="InputException">The number of groups does not divide the number of processes.</exception>
    internal string Describe(int levels, int samples, RankPosition position)
    {
        var (_, groups) = GroupOf(levels, position);
        var parts = _params.OverBatch ? $", each of a process's {samples} samples in a part of its own" : string.Empty;
        if (groups == 1)
        {
            var why = position.WorldSize == 1 ? "there is one process"
                : position.WorldSize <= _params.PlainUpTo ? $"{position.WorldSize} processes are not more than plain_up_to, {_params.PlainUpTo}"
                : "groups is 1";
            return $"noise levels: all {levels} for every process ({why}){parts}";
        }

        var left = _params.DropRest ? levels % groups : 0;
        var rest = left > 0 ? $"; the noisiest {left} are never drawn (drop_rest)" : string.Empty;
        var (low, high) = RangeOf(levels, position with { Rank = 0 });
        return $"noise levels: {groups} equal ranges of {levels} over {position.WorldSize} processes, the first from {low} to {high - 1}{parts}{rest}";
    }

    /// <inheritdoc/>
    public IReadOnlyList<NoiseLevel> Draw(INoiseSchedule schedule, int count, INoiseSource noise, RankPosition position)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(noise);
        using var scope = NewDisposeScope();
        var levels = schedule.Levels.Count;
        var (group, groups) = GroupOf(levels, position);
        var (low, high) = RangeOf(levels, position);
        var drawn = _params.DropRest ? groups * (high - low) : levels;
        if (!_params.OverBatch && drawn % groups == 0)
        {
            var indices = noise.Integers(low, high, [count], CPU);
            return [.. indices.data<long>().ToArray().Select(index => schedule.Levels[checked((int)index)])];
        }

        // Places between 0 and 1 among all levels; rounding must not leave the range.
        var parts = noise.Uniform([count], CPU).data<float>().ToArray();
        return [.. parts.Select((part, i) => _params.OverBatch ? (i + part) / count : part)
            .Select(place => schedule.Levels[Math.Clamp((int)((group + place) / groups * drawn), low, high - 1)])];
    }

    private (int Group, int Groups) GroupOf(int levels, RankPosition position)
    {
        if (position.WorldSize <= _params.PlainUpTo)
        {
            return (0, 1);
        }

        var groups = _params.Groups ?? position.WorldSize;
        if (groups < 1 || position.WorldSize % groups != 0 || groups > levels)
        {
            var legal = Enumerable.Range(1, position.WorldSize).Where(n => position.WorldSize % n == 0 && n <= levels).MinBy(n => Math.Abs(n - groups));
            throw new InputException(
                $"Timestep groups must divide the number of processes ({position.WorldSize}) and not exceed the levels ({levels}); {groups} does not. The nearest number is {legal}.");
        }

        return (position.Rank / (position.WorldSize / groups), groups);
    }
}
