using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;

namespace SharpSat.Video.Timesteps;

/// <summary>Draws nothing: the levels are given, one for each sample.</summary>
internal sealed class GivenLevels(IReadOnlyList<NoiseLevel> levels) : ITimestepSampler
{
    public IReadOnlyList<NoiseLevel> Draw(INoiseSchedule schedule, int count, INoiseSource noise, RankPosition position) =>
        count == levels.Count ? levels : throw new ArgumentException($"There are {levels.Count} levels for {count} samples.", nameof(count));
}
