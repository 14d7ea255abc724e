using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using static TorchSharp.torch;

namespace SharpSat.Video.Timesteps;

/// <summary>Every training level equally likely.</summary>
[Component("uniform_timesteps")]
public sealed class UniformTimesteps : ITimestepSampler
{
    /// <inheritdoc/>
    public IReadOnlyList<NoiseLevel> Draw(INoiseSchedule schedule, int count, INoiseSource noise, RankPosition position)
    {
        using var scope = NewDisposeScope();
        var indices = noise.Integers(0, schedule.Levels.Count, [count], CPU);
        return [.. indices.data<long>().ToArray().Select(index => schedule.Levels[checked((int)index)])];
    }
}
