using System.Globalization;
using System.Text.RegularExpressions;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Layers;
using SharpSat.Mixins.LowRank;
using SharpSat.Tests.Golden;
using SharpSat.Tests.Networks;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.LowRank;

/// <summary>LoRA against the recorded SAT runs (finetune/lora2.py): forward, gradients, deltas, merge.</summary>
public sealed class LoraGoldenTests
{
    private const string Factor = @"^(?<site>.*)\.matrix_(?<kind>[AB])\.(?<part>\d+)$";
    private static readonly GoldenCase Case = GoldenCase.Open("sat", "lora");

    [Test]
    public void BaseAndZeroB_GiveTheBaseOutput()
    {
        using var scope = NewDisposeScope();
        using var plain = LoadBase();
        GoldenForward.Check(Case, plain, Case.Run("base"), _ => null);
        var (network, lora) = LoadWithLora();
        using (no_grad())
        {
            lora.Factors.SelectMany(f => f.B).ToList().ForEach(b => b.Value.zero_());
        }

        GoldenForward.Check(Case, network, Case.Run("zero_B"), _ => null);
        network.Dispose();
    }

    [Test]
    public void Forward_MatchesOutputHiddenStatesAndGradients()
    {
        using var scope = NewDisposeScope();
        var (network, lora) = LoadWithLora();
        GoldenForward.Check(Case, network, Case.Run("lora"), name =>
        {
            var match = Regex.Match(name, Factor);
            return match.Success
                ? WeightOf(lora, match).Value.grad
                : network.NamedWeights().Single(w => w.Name == name.Replace(".original", string.Empty, StringComparison.Ordinal)).Weight.Value.grad;
        });
        network.Dispose();
    }

    [Test]
    public void Deltas_AreTheRecordedOnes()
    {
        var (network, lora) = LoadWithLora();
        foreach (var (site, tensor) in (Newtonsoft.Json.Linq.JObject)Case.Run("delta_weights")["expect"]!["delta_weights"]!)
        {
            using var delta = lora.Factors.Single(f => f.Site.Path == site).WeightChange(lora.Scale);
            Case.Compare((string)tensor!, delta);
        }

        network.Dispose();
    }

    [Test]
    public void Merge_GivesTheRecordedWeightsAndOutput_AndUndoRestoresTheBaseBitForBit()
    {
        using var scope = NewDisposeScope();
        var (network, lora) = LoadWithLora();
        var originals = lora.Factors.ToDictionary(f => f.Site.Path, f => f.Site.Linear.Weight.Value.detach().clone());
        var report = LoraMerge.Into(lora);
        Assert.That(report.Projections, Is.EqualTo(4));
        Assert.That(report.LargestChange, Is.GreaterThan(0));
        foreach (var (name, tensor) in (Newtonsoft.Json.Linq.JObject)Case.Run("merged")["expect"]!["parameters"]!)
        {
            Case.Compare((string)tensor!, network.NamedWeights().Single(w => w.Name == name).Weight.Value);
        }

        GoldenForward.Check(Case, network, Case.Run("merged"), _ => null);
        LoraMerge.Undo(lora);
        foreach (var factors in lora.Factors)
        {
            Assert.That(factors.Site.Linear.Weight.Value.equal(originals[factors.Site.Path]).all().item<bool>(), factors.Site.Path);
        }

        network.Dispose();
    }

    private static CogVideoXTransformer LoadBase()
    {
        var network = GoldenNetwork.Build(Case.Json["config"]!);
        using var weights = Case.Weights();
        using var others = Case.Weights("base.weights.safetensors");
        foreach (var (name, weight) in network.NamedWeights())
        {
            var original = Regex.Replace(name, @"\.(weight|bias)$", ".original.$1");
            var (source, key) = others.Entries.ContainsKey(name) ? (others, name)
                : weights.Entries.ContainsKey(original) ? (weights, original) : (weights, name);
            using var stored = source.Read(key);
            weight.Assign(stored.clone());
        }

        return network;
    }

    private static (CogVideoXTransformer Network, LoraMixin Lora) LoadWithLora()
    {
        var network = LoadBase();
        var p = new LoraParams { Rank = 4, Alpha = 1 };
        var lora = new LoraMixin(p, network);
        network.Add("lora", lora);
        using IWeightSource weights = Case.Weights();
        foreach (var name in weights.Entries.Keys)
        {
            if (Regex.Match(name, Factor) is { Success: true } match)
            {
                using var stored = weights.Read(name);
                WeightOf(lora, match).Assign(stored.clone());
            }
        }

        return (network, lora);
    }

    private static Weight WeightOf(LoraMixin lora, Match match)
    {
        var factors = lora.Factors.Single(f => f.Site.Path == match.Groups["site"].Value);
        var part = int.Parse(match.Groups["part"].Value, CultureInfo.InvariantCulture);
        return match.Groups["kind"].Value == "A" ? factors.A[part] : factors.B[part];
    }
}
