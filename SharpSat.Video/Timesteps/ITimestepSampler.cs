using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;

namespace SharpSat.Video.Timesteps;

/// <summary>Chooses the noise level of each training sample.</summary>
public interface ITimestepSampler
{
    /// <summary>Draws one level per sample.</summary>
    /// <param name="schedule">Where the levels come from.</param>
    /// <param name="count">Samples in the batch of this process.</param>
    /// <param name="noise">The draw's source.</param>
    /// <param name="position">This process among the others.</param>
    IReadOnlyList<NoiseLevel> Draw(INoiseSchedule schedule, int count, INoiseSource noise, RankPosition position);
}
