using Newtonsoft.Json.Linq;
using SharpSat.Video.Engine;
using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Networks;
using SharpSat.Video.Parity.Sat.Maths;
using SharpSat.Video.Timesteps;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat;

/// <summary>Kind <c>loss</c> of the SAT suite: a diffusion loss with recorded levels and noise.</summary>
/// <param name="parity">The case.</param>
internal sealed class SatLossReplay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder)
    {
        if ((string?)run["op"] != "loss")
        {
            throw ParityOptions.UnknownOp(run);
        }

        ParityOptions.RequireKnown(
            run, "a loss run", "name", "op", "mode", "loss", "denoiser", "network", "conditioner", "repairs", "inputs", "draws", "draw_kinds", "grad",
            "documented_difference", "expect", "expect_json");
        ParityOptions.RequireKnown(run["inputs"], "the inputs of a loss", "x", "batch");
        Repairs.Check(run);
        var denoiser = SatDiffusion.Denoiser(run["denoiser"]);
        var loss = SatDiffusion.Loss(run["loss"], denoiser.Weighting);
        if (loss.IsVideo && (bool?)run["documented_difference"] == true && SatNode.Params(run["loss"])["min_snr_value"] is { Type: not JTokenType.Null })
        {
            recorder.Difference(
                "the weight of every sample is bounded by min_snr_value by itself; the reference's bound works for a batch of one only");
        }

        using var network = new CaseNetwork(parity, run["network"], (string?)run["mode"] == "train");
        using var draws = parity.Draws(run["draws"]);
        var gradients = new LossGradients(parity, run, network);
        var x = gradients.Input("x", run["inputs"]!["x"]!);
        var passed = Passed(run, loss, network);
        var conditioning = Condition(run, loss, network, passed, x.shape[0], gradients);

        var terms = loss.Objective(denoiser).Compute(network.Network, x, conditioning, draws, draws, RankPosition.Alone);

        Record(run, loss, terms, recorder);
        draws.RequireAllUsed(recorder);
        var arguments = passed.Concat(loss.IsVideo ? ["idx"] : []).Distinct().Order(StringComparer.Ordinal);
        if (run["expect_json"]?["network_kwargs"] is { } expected)
        {
            recorder.Value("network_kwargs", "expect_json.network_kwargs", expected, new JArray(arguments));
        }

        gradients.Record(terms.Loss_B, recorder);
    }

    public void Dispose()
    {
    }

    // The entries of the batch that go to the network as keyword arguments.
    private static List<string> Passed(JObject run, SatLoss loss, CaseNetwork network)
    {
        var batch = run["inputs"]!["batch"];
        var keys = loss.BatchKeys.Where(key => batch?[key] is not null).ToList();
        var unknown = network.IgnoresOtherArguments ? null : keys.FirstOrDefault(key => key is not ("ofs" or "idx"));
        return unknown is null ? keys : throw new ParityUnsupportedException($"'{unknown}' as an argument of the transformer");
    }

    private static Conditioning Condition(JObject run, SatLoss loss, CaseNetwork network, List<string> passed, long size, LossGradients gradients)
    {
        var batch = run["inputs"]!["batch"];
        var conditioner = run["conditioner"];
        if (SatNode.ClassOf(conditioner) != "batch_conditioner")
        {
            throw new ParityUnsupportedException($"the conditioner '{SatNode.ClassOf(conditioner)}'");
        }

        var keys = SatNode.Params(conditioner);
        ParityOptions.RequireKnown(keys, "the condition", "crossattn", "concat");
        JToken? Entry(string name) => (string?)keys[name] is { } key ? batch?[key] : null;
        var images = loss.IsVideo ? batch?["concat_images"] : null;
        return new Conditioning
        {
            Text_BSE = Entry("crossattn") is { } text ? gradients.Input((string)keys["crossattn"]!, text) : zeros(size, 1, 1),
            Concat_BTCHW = (images ?? Entry("concat")) is { Type: not JTokenType.Null } concat
                ? gradients.Input(images is null ? (string)keys["concat"]! : "concat_images", concat)
                : null,
            Ofs_B = network.Ofs(passed.Contains("ofs") ? batch!["ofs"] : null, size),
        };
    }

    private void Record(JObject run, SatLoss loss, DiffusionLossTerms terms, ParityRecorder recorder)
    {
        var expect = run["expect"];
        ParityOptions.RequireKnown(expect, "the expected loss", "loss", "weight", "net_in", "c_noise", "net_out", "grads");
        recorder.Tensor("c_noise", expect?["c_noise"], terms.Prediction.Timestep_B);
        recorder.Tensor("net_in", expect?["net_in"], terms.Prediction.Input_BTCHW);
        recorder.Tensor("net_out", expect?["net_out"], terms.Prediction.Output_BTCHW);
        if (parity.Optional(expect?["weight"]) is { } weight)
        {
            recorder.Tensor("weight", expect!["weight"], tensor(terms.Levels.Select(loss.Loss.Weight).ToArray()).view(weight.shape));
        }

        recorder.Tensor("loss", expect?["loss"], terms.Loss_B);
    }
}
