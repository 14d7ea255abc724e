using System.Diagnostics;
using SharpSat.Core.Training.Observers;
using static TorchSharp.torch;

namespace SharpSat.Core.Training;

/// <summary>Measures the steps: speed, waiting for data, memory and the time to the end.</summary>
internal sealed class StepMeter(TrainerConfig config, int samplesPerStep)
{
    // Weight of the newest step in the mean that the remaining time is computed from.
    private const double Newest = 0.05;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private double _begin;
    private double _lastSeconds;
    private double _lastWait;
    private double _mean = double.NaN;

    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>A step begins now: what lies between two steps (validation, saving) is no part of their speed, but of the time to the end.</summary>
    public void Begin() => _begin = _clock.Elapsed.TotalSeconds;

    /// <summary>Describes the step that ends now.</summary>
    public StepReport Report(long step, StepOutcome outcome, TimeSpan dataWait)
    {
        var now = _clock.Elapsed.TotalSeconds;
        var seconds = Math.Max(now - _begin, 1e-9);
        var waited = dataWait.TotalSeconds - _lastWait;
        _mean = double.IsNaN(_mean) ? now - _lastSeconds : _mean + (Newest * (now - _lastSeconds - _mean));
        (_lastSeconds, _lastWait) = (now, dataWait.TotalSeconds);
        return new StepReport
        {
            Step = step,
            MaxSteps = config.MaxSteps,
            Loss = outcome.Loss,
            LearningRate = outcome.LearningRate,
            GradientNorm = outcome.GradientNorm,
            Metrics = outcome.Metrics,
            SamplesPerSecond = samplesPerStep / seconds,
            DataWaitShare = Math.Clamp(waited / seconds, 0, 1),
            ResidentBytes = Environment.WorkingSet,
            LiveTensors = Tensor.TotalCount,
            Remaining = TimeSpan.FromSeconds(_mean * (config.MaxSteps - step)),
        };
    }
}
