using System.Globalization;
using SharpSat.Core.Distributed;
using SharpSat.Core.Training;
using SharpSat.Video.Schedules;
using SharpSat.Video.Timesteps;

namespace SharpSat.Tests.Timesteps;

/// <summary>
/// How much the loss of a batch jumps because of the drawn levels alone: a fixed curve of the loss by level stands for a
/// network, and levels are drawn as in training, over processes and samples.
/// </summary>
public sealed class StratificationTests
{
    private const int Batches = 1000;
    private const int Samples = 4;
    private readonly ZeroSnrSchedule _schedule = new(new ZeroSnrScheduleParams());

    [TestCase(2)]
    [TestCase(4)]
    public void Variance_FallsWithRangesOfProcesses_AndMoreWithPartsOfTheBatch(int size)
    {
        var mean = _schedule.Levels.Average(Loss);
        var arms = new (string Name, ITimestepSampler Sampler, double Theory)[]
        {
            ("uniform", new UniformTimesteps(), Theory(1, size * Samples)),
            ("ranges of processes", Stratified(overBatch: false, plainUpTo: 0), Theory(size, size * Samples)),
            ("parts of the batch", Stratified(overBatch: true, plainUpTo: size), Theory(Samples, size * Samples)),
            ("both", Stratified(overBatch: true, plainUpTo: 0), Theory(size * Samples, size * Samples)),
        };
        var variances = arms.Select(arm =>
        {
            var losses = Losses(arm.Sampler, size);
            var average = losses.Average();
            var variance = losses.Sum(loss => (loss - average) * (loss - average)) / (losses.Count - 1);
            TestContext.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{size} processes x {Samples} samples, {arm.Name,-20} mean {average:0.00000}  variance {variance:0.00e0}  expected {arm.Theory:0.00e0}"));
            Assert.That(average, Is.EqualTo(mean).Within(4 * Math.Sqrt(arm.Theory / Batches)), $"{arm.Name}: the estimate is not biased");
            Assert.That(variance, Is.EqualTo(arm.Theory).Within(20).Percent, $"{arm.Name}: the variance within the ranges alone is left");
            return variance;
        }).ToList();
        TestContext.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"uniform over stratified: {variances[0] / variances[1]:0.0}, {variances[0] / variances[2]:0.0}, {variances[0] / variances[3]:0}"));
        Assert.That(variances[1], Is.LessThan(variances[0] / 2), "over processes");
        Assert.That(variances[2], Is.LessThan(variances[0] / 5), "over the batch");
        Assert.That(variances[3], Is.LessThan(variances[1] / 10), "over both");
    }

    // Loss of a v-prediction at a level: large for the least noisy, small for the others.
    private static double Loss(NoiseLevel level) => 0.05 + (0.9 * Math.Exp(-level.Timestep / 250.0));

    private static RankStratifiedTimesteps Stratified(bool overBatch, int plainUpTo) =>
        new(new RankStratifiedTimestepsParams { OverBatch = overBatch, PlainUpTo = plainUpTo });

    // The variance of a mean of draws that are spread evenly over equal ranges.
    private double Theory(int ranges, int draws)
    {
        var curve = _schedule.Levels.Select(Loss).ToList();
        var within = Enumerable.Range(0, ranges).Average(range =>
        {
            var part = curve[(range * curve.Count / ranges)..((range + 1) * curve.Count / ranges)];
            return part.Average(loss => loss * loss) - (part.Average() * part.Average());
        });
        return within / draws;
    }

    private List<double> Losses(ITimestepSampler sampler, int size)
    {
        var streams = Enumerable.Range(0, size).Select(rank => new NoiseStreams(17, new BatchShare(Samples, rank, size))).ToList();
        var losses = Enumerable.Range(0, Batches).Select(_ => streams
            .SelectMany((stream, rank) => sampler.Draw(_schedule, Samples, stream["timesteps"], new RankPosition(rank, size)))
            .Average(Loss)).ToList();
        streams.ForEach(stream => stream.Dispose());
        return losses;
    }
}
