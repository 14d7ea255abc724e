using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Layers;
using SharpSat.Tests.Golden;
using SharpSat.Video.Engine;
using SharpSat.Video.Networks;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Timesteps;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Engine;

/// <summary>Case sat/loss, op loss: class VideoDiffusionLoss (l2, l1, offset noise, min-SNR per sample, concat).</summary>
public sealed class DiffusionObjectiveGoldenTests
{
    private static List<string> AnalyticRuns() => Names("builtin.analytic");

    private static List<string> TransformerRuns() => Names("sgm.modules.diffusionmodules.wrappers.OpenAIWrapper");

    [Test]
    public void Runs_CoverTheVideoLoss()
    {
        Assert.That(AnalyticRuns(), Has.Count.EqualTo(9));
        Assert.That(TransformerRuns(), Has.Count.EqualTo(1));
    }

    [TestCaseSource(nameof(AnalyticRuns))]
    public void Compute_AnalyticNetwork_EqualsTheReference(string name)
    {
        using var golden = GoldenCase.Open("sat", "loss");
        var run = golden.Run(name);
        Replay(golden, run, new AnalyticNetwork(run["network"]!["params"]!)).Dispose();
    }

    [TestCaseSource(nameof(TransformerRuns))]
    public void Compute_Transformer_EqualsTheReferenceWithItsGradients(string name)
    {
        using var golden = GoldenCase.Open("sat", "loss");
        var run = golden.Run(name);
        using var transformer = new CogVideoXTransformer(SatObjects.Network(run["network"]!["config"]!));
        using var weights = golden.Weights((string)run["network"]!["weights"]!);
        WeightLoader.Load(transformer, weights);
        using var scope = NewDisposeScope();

        Replay(golden, run, transformer).mean().backward();

        var gradients = (JObject)run["expect"]!["grads"]!;
        Assert.That(gradients, Has.Count.EqualTo(4));
        var parameters = transformer.NamedWeights().ToDictionary(w => w.Name, w => w.Weight.Value);
        foreach (var (parameter, recorded) in gradients)
        {
            golden.Compare((string)recorded!, parameters[parameter].grad!);
        }
    }

    /// <summary>Compares everything but gradients; returns the loss [B], still attached to the graph.</summary>
    private static Tensor Replay(GoldenCase golden, JObject run, INetwork network)
    {
        using var scope = NewDisposeScope();
        var schedule = SatObjects.Schedule(run["denoiser"]!["params"]!["discretization_config"]!);
        var loss = SatObjects.Loss(run["loss"]!);
        var sampler = SatObjects.Timesteps(run["loss"]!["params"]!["sigma_sampler_config"]!);
        var offset = (double?)run["loss"]!["params"]!["offset_noise_level"] ?? 0;
        var objective = new DiffusionObjective(schedule, new VPrediction(), sampler, loss, offset);
        var batch = run["inputs"]!["batch"]!;
        var x = golden.Tensor((string)run["inputs"]!["x"]!);
        var condition = new Conditioning
        {
            Text_BSE = golden.Tensor((string)batch[(string)run["conditioner"]!["params"]!["crossattn"]!]!),
            Concat_BTCHW = (string?)batch["concat_images"] is { } concat ? golden.Tensor(concat) : null,
            Ofs_B = (string?)batch["ofs"] is { } ofs ? golden.Tensor(ofs) : null,
        };
        var noise = golden.Noise(run["draws"]);

        var terms = objective.Compute(network, x, condition, noise, noise, RankPosition.Alone);

        var expect = run["expect"]!;
        golden.Compare((string)expect["c_noise"]!, terms.Prediction.Timestep_B);
        golden.Compare((string)expect["net_in"]!, terms.Prediction.Input_BTCHW);
        golden.Compare((string)expect["net_out"]!, terms.Prediction.Output_BTCHW);
        golden.Compare((string)expect["loss"]!, terms.Loss_B);
        if ((string?)expect["weight"] is { } weight)
        {
            golden.Compare(weight, tensor(terms.Levels.Select(loss.Weight).ToArray()).view(golden.Tensor(weight).shape));
        }

        noise.AssertAllUsed();
        return terms.Loss_B.MoveToOuterDisposeScope();
    }

    private static List<string> Names(string network)
    {
        using var golden = GoldenCase.Open("sat", "loss");
        return [.. golden.Runs("loss")
            .Where(r => SatObjects.ClassOf(r["loss"]) == "VideoDiffusionLoss" && (string?)r["network"]!["target"] == network)
            .Select(r => (string)r["name"]!)];
    }
}
