using Newtonsoft.Json.Linq;
using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Networks;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Maths;

/// <summary>Notes what happens in a sampling run, and compares it afterwards in the order in which it was computed.</summary>
/// <param name="network">The network that is sampled.</param>
/// <param name="isVideo">Whether recorded levels are sqrt(alpha_bar), not sigmas.</param>
internal sealed class SamplerWatch(INetwork network, bool isVideo) : IDisposable
{
    private readonly WatchedNetwork _network = new(network);
    private readonly List<float> _levels = [];
    private readonly List<(Tensor X, Tensor Clean)> _steps = [];

    public INetwork Network => _network;

    /// <summary>Notes the level of a call of the denoiser.</summary>
    public void Note(NoiseLevel level) => _levels.Add(SatDiscretization.Number(level, !isVideo));

    /// <summary>Keeps what a step gave.</summary>
    public void Progress(SamplerProgress progress) => _steps.Add((
        progress.Latents_BTCHW.clone().DetachFromDisposeScope(), progress.Clean_BTCHW.clone().DetachFromDisposeScope()));

    public void Record(JObject run, Tensor y, RecordedDraws noise, ParityRecorder recorder)
    {
        var expect = run["expect"];
        ParityOptions.RequireKnown(expect, "the expected sample", "y", "steps", "denoiser_calls");
        ParityOptions.RequireKnown(expect?["denoiser_calls"], "denoiser_calls", "sigma", "idx");
        var calls = _network.Timesteps;
        recorder.Tensor("denoiser_sigma", expect?["denoiser_calls"]?["sigma"], Stack(calls.Select((t, i) => Enumerable.Repeat(_levels[i], t.Length).ToArray())));
        recorder.Tensor("denoiser_idx", expect?["denoiser_calls"]?["idx"], Stack(calls));
        var recorded = expect?["steps"] as JArray ?? [];
        for (var i = 0; i < Math.Min(recorded.Count, _steps.Count); i++)
        {
            recorder.Tensor("step_denoised", recorded[i]["denoised"], _steps[i].Clean);
            recorder.Tensor("step_latents", recorded[i]["x"], _steps[i].X);
        }

        // A sampler without a step method has no recorded steps.
        recorder.Require("steps", recorded.Count == 0 || recorded.Count == _steps.Count, $"{_steps.Count} steps, recorded {recorded.Count}");
        recorder.Tensor("latents", expect?["y"], y);
        noise.RequireAllUsed(recorder);
        Count(run, "num_noise_draws", noise.Used, recorder);
        Count(run, "num_network_evals", calls.Count, recorder);
    }

    public void Dispose()
    {
        foreach (var (x, clean) in _steps)
        {
            x.Dispose();
            clean.Dispose();
        }
    }

    private static void Count(JObject run, string name, int actual, ParityRecorder recorder)
    {
        if (run["expect_json"]?[name] is { } expected)
        {
            recorder.Value(name, $"expect_json.{name}", expected, actual);
        }
    }

    private static Tensor Stack(IEnumerable<float[]> rows)
    {
        var list = rows.ToList();
        return tensor(list.SelectMany(row => row).ToArray()).view(list.Count, -1);
    }
}
