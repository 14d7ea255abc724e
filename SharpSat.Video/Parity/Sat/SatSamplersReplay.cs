using Newtonsoft.Json.Linq;
using SharpSat.Video.Guidance;
using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Parity.Sat.Maths;
using SharpSat.Video.Samplers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat;

/// <summary>Kind <c>samplers</c> of the SAT suite: whole sampling runs with recorded noise.</summary>
/// <param name="parity">The case.</param>
internal sealed class SatSamplersReplay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder)
    {
        if ((string?)run["op"] != "sample")
        {
            throw ParityOptions.UnknownOp(run);
        }

        ParityOptions.RequireKnown(
            run, "a sampler run", "name", "op", "mode", "sampler", "denoiser", "network", "guider", "repairs", "inputs", "call", "noise",
            "documented_difference", "expect", "expect_json");
        ParityOptions.RequireKnown(run["inputs"], "the inputs of a sampler", "x", "cond", "uc", "image");
        Repairs.Check(run);
        using var guard = no_grad();
        var denoiser = SatDiffusion.Denoiser(run["denoiser"]);
        var sampling = SatDiffusion.Sampling(run["sampler"]);
        var call = SamplerCall.Read(parity, run, sampling);
        using var network = new CaseNetwork(parity, run["network"], (string?)run["mode"] == "train");
        using var noise = parity.Draws(run["noise"]);
        using var watch = new SamplerWatch(network.Network, denoiser.IsVideo);
        var x = parity.Resolve(run["inputs"]!["x"]!);
        var batch = x.shape[0];
        var ofs = network.Ofs(sampling.HeedsCall ? call.Ofs : null, batch);
        var cond = CaseConditioning.Read(parity, run["inputs"]!["cond"], First(ofs, batch, last: true), batch);
        var uc = run["inputs"]!["uc"] is JObject node ? CaseConditioning.Read(parity, node, First(ofs, batch, last: false), batch) : cond;
        using var guided = new GuidedPredictor(denoiser.Predictor(watch.Network), call.Guidance, cond, uc);

        // The reference counts guidance steps from the configured number, whatever the call overrides.
        Tensor Denoise(Tensor sample, SamplingStep step)
        {
            watch.Note(step.Level);
            return guided.Denoise(sample, step with { Count = sampling.Steps ?? step.Count });
        }

        var trajectory = sampling.Schedule.Trajectory(call.Steps);
        var y = sampling.Editor is { } editor
            ? editor.Edit(parity.Resolve(run["inputs"]!["image"]!), x, Denoise, trajectory, noise, watch.Progress)
            : sampling.Sampler!.Sample(x, Denoise, trajectory, noise, watch.Progress);

        watch.Record(run, y, noise, recorder);
    }

    public void Dispose()
    {
    }

    // A value for each half of the doubled batch, where there are as many.
    private static Tensor? First(Tensor? ofs, long batch, bool last) =>
        ofs is not null && ofs.shape[0] == 2 * batch ? ofs.narrow(0, last ? batch : 0, batch) : ofs;
}
