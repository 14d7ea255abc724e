using SharpSat.Core.Errors;
using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Parity.Sat;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity;

/// <summary>Replays a recorded case: builds what it describes, feeds the recorded inputs and draws, and compares every stage.</summary>
public static class ParityRunner
{
    /// <summary>Replays every run of a case folder.</summary>
    /// <param name="folder">Holds <c>case.json</c> and <c>tensors.safetensors</c>.</param>
    /// <param name="progress">Told the runs done and the runs in all.</param>
    /// <param name="stop">Checked between runs.</param>
    /// <exception cref="InputException">The folder holds no case.</exception>
    public static ParityReport Run(string folder, Action<int, int>? progress = null, CancellationToken stop = default)
    {
        using var parity = ParityCase.Open(folder);
        using var replay = ParityKinds.Create(parity);
        var results = new Results();
        var runs = parity.Runs;
        if (replay is null)
        {
            results.Unsupported.Add($"the kind '{parity.Kind}' of the suite '{parity.Suite}'");
        }
        else
        {
            Record(parity, "checkpoint", results, recorder => SatCheckpointCheck.Replay(parity, recorder));
            for (var i = 0; i < runs.Count; i++)
            {
                stop.ThrowIfCancellationRequested();
                Record(parity, (string?)runs[i]["name"] ?? runs[i].Path, results, recorder => replay.Replay(runs[i], recorder));
                progress?.Invoke(i + 1, runs.Count);
            }
        }

        return new ParityReport(
            folder, parity.Suite, parity.Kind, runs.Count, results.Checks, [.. results.Differences.Distinct()], [.. results.Unsupported.Distinct()]);
    }

    private static void Record(ParityCase parity, string run, Results results, Action<ParityRecorder> replay)
    {
        var recorder = new ParityRecorder(parity, run);
        using var scope = NewDisposeScope();
        try
        {
            replay(recorder);
        }
        catch (ParityUnsupportedException e)
        {
            results.Unsupported.Add($"{e.What} (run '{run}')");
        }
        catch (SatUnsupportedException e)
        {
            results.Unsupported.Add($"{e.Message.TrimEnd('.')} (run '{run}')");
        }
#pragma warning disable CA1031 // a run that throws is a miss of that run, not the end of the comparison
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            recorder.Fail("error", $"{e.GetType().Name}: {e.Message.Split('\n')[0]}");
        }

        results.Checks.AddRange(recorder.Checks);
        results.Differences.AddRange(recorder.Differences);
    }

    private sealed record Results
    {
        public List<ParityCheck> Checks { get; } = [];

        public List<string> Differences { get; } = [];

        public List<string> Unsupported { get; } = [];
    }
}
