using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Tests.Engine;
using SharpSat.Tests.Golden;
using SharpSat.Video.Guidance;
using SharpSat.Video.Networks;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Samplers;

/// <summary>Case sat/samplers, op sample: VideoDDIMSampler, Image2VideoDDIMSampler and VPSDEDPMPP2MSampler.</summary>
public sealed class SamplerGoldenTests
{
    private static readonly string[] Classes = ["VideoDDIMSampler", "Image2VideoDDIMSampler", "VPSDEDPMPP2MSampler"];

    private static List<string> AnalyticRuns() => Names("builtin.analytic");

    private static List<string> TransformerRuns() => Names("sgm.modules.diffusionmodules.wrappers.OpenAIWrapper");

    [Test]
    public void Runs_CoverEveryClass()
    {
        using var golden = GoldenCase.Open("sat", "samplers");
        var counts = Classes.ToDictionary(c => c, c => golden.Runs("sample").Count(r => SatObjects.ClassOf(r["sampler"]) == c));
        Assert.That(counts["VideoDDIMSampler"], Is.EqualTo(11));
        Assert.That(counts["Image2VideoDDIMSampler"], Is.EqualTo(2));
        Assert.That(counts["VPSDEDPMPP2MSampler"], Is.EqualTo(13));
        Assert.That(TransformerRuns(), Has.Count.EqualTo(2));
        Assert.That(AnalyticRuns(), Has.Count.EqualTo(24));
    }

    [TestCaseSource(nameof(AnalyticRuns))]
    public void Sample_AnalyticNetwork_EqualsTheReference(string name)
    {
        using var golden = GoldenCase.Open("sat", "samplers");
        var run = golden.Run(name);
        Replay(golden, run, new AnalyticNetwork(run["network"]!["params"]!));
    }

    [TestCaseSource(nameof(TransformerRuns))]
    public void Sample_Transformer_EqualsTheReference(string name)
    {
        using var golden = GoldenCase.Open("sat", "samplers");
        var run = golden.Run(name);
        using var transformer = new CogVideoXTransformer(SatObjects.Network(run["network"]!["config"]!));
        using var weights = golden.Weights((string)run["network"]!["weights"]!);
        WeightLoader.Load(transformer, weights);
        using var guard = no_grad();
        Replay(golden, run, transformer);
    }

    private static void Replay(GoldenCase golden, JObject run, INetwork network)
    {
        using var scope = NewDisposeScope();
        var x = golden.Tensor((string)run["inputs"]!["x"]!);
        var schedule = SatObjects.Schedule(run["sampler"]!["params"]!["discretization_config"]!);
        var snapTo = SatObjects.Schedule(run["denoiser"]!["params"]!["discretization_config"]!);
        var steps = (int?)run["call"]!["num_steps"] ?? (int)run["sampler"]!["params"]!["num_steps"]!;
        var cond = Condition(golden, run, run["inputs"]!["cond"]!, x);
        var uc = run["inputs"]!["uc"] is JObject node ? Condition(golden, run, node, x) : cond;
        var noise = golden.Noise(run["noise"]);
        var watched = new WatchedNetwork(network);
        using var guided = new GuidedPredictor(
            new CleanPredictor(watched, new VPrediction(), snapTo), SatObjects.Guidance(run["guider"]!, run["call"]!["scale"]), cond, uc);

        var recorded = (JArray)run["expect"]!["steps"]!;
        var reported = 0;
        var signals = new List<float>();
        var y = SatObjects.Sampler(run["sampler"]!).Sample(x, guided.Denoise, schedule.Trajectory(steps), noise, progress =>
        {
            var expected = recorded[progress.Step.Index];
            golden.Compare((string)expected["x"]!, progress.Latents_BTCHW);
            if ((string?)expected["denoised"] is { } denoised)
            {
                golden.Compare(denoised, progress.Clean_BTCHW);
            }

            signals.AddRange(Enumerable.Repeat(progress.Step.Level.Signal, watched.Timesteps[reported++].Length));
        });

        golden.Compare((string)run["expect"]!["y"]!, y);
        Assert.That(reported, Is.EqualTo(steps).And.EqualTo(recorded.Count).And.EqualTo((int)run["expect_json"]!["num_network_evals"]!));
        noise.AssertAllUsed();
        var calls = run["expect"]!["denoiser_calls"]!;
        golden.Compare((string)calls["idx"]!, tensor(watched.Timesteps.SelectMany(t => t).ToArray()).view(steps, -1));
        golden.Compare((string)calls["sigma"]!, tensor(signals.ToArray()).view(steps, -1));
    }

    private static Conditioning Condition(GoldenCase golden, JObject run, JToken node, Tensor x) => new()
    {
        Text_BSE = golden.Tensor((string)node["crossattn"]!),
        Concat_BTCHW = (string?)node["concat"] is { } concat ? golden.Tensor(concat) : null,
        Ofs_B = (string?)run["call"]!["ofs"] is { } ofs ? golden.Tensor(ofs).expand(x.shape[0]) : null,
    };

    private static List<string> Names(string network)
    {
        using var golden = GoldenCase.Open("sat", "samplers");
        return [.. golden.Runs("sample")
            .Where(r => Classes.Contains(SatObjects.ClassOf(r["sampler"])) && (string?)r["network"]!["target"] == network)
            .Select(r => (string)r["name"]!)];
    }
}
