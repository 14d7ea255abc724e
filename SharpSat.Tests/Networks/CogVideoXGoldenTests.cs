using Newtonsoft.Json.Linq;
using SharpSat.Core.Context;
using SharpSat.Core.Layers;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.Positions;
using SharpSat.Tests.Golden;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Networks;

/// <summary>The network against the recorded SAT runs: output, loss, intermediates, gradients of inputs and weights.</summary>
[TestFixture("dit-2b")]
[TestFixture("dit-5b")]
[TestFixture("dit-swiglu")]
[TestFixture("dit-1.5-i2v")]
public sealed class CogVideoXGoldenTests(string caseName)
{
    private GoldenCase _case = null!;

    [OneTimeSetUp]
    public void OpenCase() => _case = GoldenCase.Open("sat", caseName);

    [OneTimeTearDown]
    public void CloseCase() => _case.Dispose();

    [Test]
    public void EveryForwardRun_MatchesOutputStagesAndGradients()
    {
        var runs = _case.Runs("forward").ToList();
        Assert.That(runs, Is.Not.Empty);
        foreach (var run in runs)
        {
            using var scope = NewDisposeScope();
            using var network = GoldenNetwork.Build(_case.Json["config"]!);
            using var weights = _case.Weights();
            GoldenNetwork.Load(network, weights);
            network.eval();
            GoldenForward.Check(_case, network, run, name => network.NamedWeights().Single(w => w.Name == name).Weight.Value.grad);
        }
    }

    [Test]
    public void Constants_TablesOriginsAndNames_AreTheRecordedOnes()
    {
        using var network = GoldenNetwork.Build(_case.Json["config"]!);
        var run = _case.Runs("constants").Single();
        if (run["expect_json"]?["hook_origins"] is JObject origins)
        {
            var ours = network.Hooks.Describe().ToDictionary(d => d.Hook, d => d.Origins);
            Assert.That(ours, Is.EquivalentTo(origins.ToObject<Dictionary<string, string>>()!));
        }

        Assert.That(network.MixinNames, Is.EqualTo(run["expect_json"]!["mixins"]!.Select(m => (string)m!)));
        var names = run["expect_json"]!["state_dict_keys"]!.Select(k => (string)k!);
        Assert.That(network.NamedWeights().Select(w => w.Name), Is.EquivalentTo(names));
        if ((string?)run["expect"]!["rope.freqs_cos"] is { } cosines)
        {
            // The reference's table has a row for each latent frame, also where a patch takes two.
            var (grid, head) = (network.Config.LargestGrid with { T = network.Config.LatentFrames }, network.Config.HeadSize);
            using var rotary = new RotaryTable(grid, head, 10000);
            var rotation = rotary.For(grid, 0, ScalarType.Float32, CPU);
            _case.Compare(cosines, rotation.Cos_SD.view(grid.T, grid.H, grid.W, head));
            _case.Compare((string)run["expect"]!["rope.freqs_sin"]!, rotation.Sin_SD.view(grid.T, grid.H, grid.W, head));
        }

        if ((string?)run["expect"]!["pos_embedding"] is { } table)
        {
            using var noise = new Core.Tensors.NoiseSource(0, "init");
            network.Materialize(noise, ScalarType.Float32, CPU);
            _case.Compare(table, network.NamedWeights().Single(w => w.Name == "mixins.pos_embed.pos_embedding").Weight.Value);
        }
    }
}
