using System.Diagnostics;
using SharpSat.Core.Training.Memory;

namespace SharpSat.Video.Profiling;

/// <summary>Adds up the time of named stages and keeps the most memory that each took.</summary>
internal sealed class StageClock
{
    private const double Mib = 1 << 20;
    private readonly Dictionary<string, (double Seconds, int Runs, double PeakMib)> _stages = [];

    /// <summary>Runs a stage.</summary>
    public T Time<T>(string stage, Func<T> work)
    {
        T? result = default;
        var (before, clock) = (Environment.WorkingSet, Stopwatch.StartNew());
        var peak = PeakMemory.Of(() => result = work());
        var (seconds, runs, most) = _stages.GetValueOrDefault(stage);
        _stages[stage] = (seconds + clock.Elapsed.TotalSeconds, runs + 1, Math.Max(most, (peak - before) / Mib));
        return result!;
    }

    /// <summary>Runs a stage.</summary>
    public void Time(string stage, Action work) => Time(stage, () =>
    {
        work();
        return true;
    });

    /// <summary>Mean milliseconds of a run of a stage; 0 if it never ran.</summary>
    public double Milliseconds(string stage) => _stages.GetValueOrDefault(stage) is { Runs: > 0 } sum ? 1000 * sum.Seconds / sum.Runs : 0;

    /// <summary>Most memory of a stage beyond what was there before, in MiB.</summary>
    public double PeakMib(string stage) => Math.Max(0, _stages.GetValueOrDefault(stage).PeakMib);
}
