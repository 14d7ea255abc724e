using Newtonsoft.Json.Linq;
using SharpSat.Cli.Rendering;
using SharpSat.Core.Hooks;
using SharpSat.Core.Transformer;
using SharpSat.Tests.Approvals;

namespace SharpSat.Tests.Cli;

public sealed class InspectHooksTests
{
    [Test]
    public void Table_OfTinyWithLora_IsTheApprovedText()
    {
        var run = CliRun.Of("inspect", "hooks", "tiny", "--set", "lora.rank=4");
        Assert.That(run.Code, Is.Zero, run.Error);
        Approval.Verify("Cli/hooks-tiny-lora", run.Out);
    }

    [Test]
    public void Json_HasEveryChainLink()
    {
        var rows = JArray.Parse(CliRun.Of("inspect", "hooks", "tiny", "--format", "json", "--set", "lora.rank=4").Out);
        var query = rows.Single(r => (string?)r["site"] == "transformer.layers.*.attention.query_key_value");
        Assert.That(query["layers"]!.Select(l => (int)l), Is.EqualTo(new[] { 0, 1, 2, 3 }));
        Assert.That((string?)query["chain"]![0]!["origin"], Is.EqualTo("lora"));
        Assert.That((string?)query["chain"]![0]!["kind"], Is.EqualTo("wrap"));
    }

    [Test]
    public void Dot_IsAGraphOfTheSameChains()
    {
        var dot = CliRun.Of("inspect", "hooks", "tiny", "--format", "dot").Out;
        Assert.That(dot, Does.StartWith("digraph hooks {").And.EndWith("}\n").And.Contain("[label=\"final_layer[replace]\"]"));
    }

    [Test]
    public void UnknownPresetTargetOrFormat_Exits2WithNearMatches()
    {
        Assert.That(CliRun.Of("inspect", "hooks", "tyni"), Has.Property("Code").EqualTo(2).And.Property("Error").Contains("Did you mean 'tiny'?"));
        var target = CliRun.Of("inspect", "hooks", "tiny", "--set", "model.mixins=[{\"name\":\"a\",\"target\":\"rope3\"}]");
        Assert.That(target, Has.Property("Code").EqualTo(2).And.Property("Error").Contains("There is no IModelMixin named 'rope3'. Did you mean 'rope3d'?"));
        Assert.That(CliRun.Of("inspect", "hooks", "tiny", "--format", "xml").Code, Is.EqualTo(2));
    }

    [Test]
    public void ExclusiveHookClaimedTwice_NamesBothAndTheLine()
    {
        var mixins = "model.mixins=[{\"name\":\"again\",\"target\":\"final_layer\",\"params\":{\"hidden_size\":128,\"time_embed_dim\":128,\"patch_size\":{\"time\":1,\"height\":2,\"width\":2},\"out_channels\":16}}]";
        var run = CliRun.Of("inspect", "hooks", "tiny", "--set", mixins);
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("model.mixins[0]: ").And.Contain("'again'").And.Contain("final_layer").And.Contain("final_forward"));
    }

    [Test]
    public void Group_LayersThatDiffer_StayApart()
    {
        var rows = HookRow.Group(Enumerable.Range(0, 6).Select(layer => new HookDescription(
            "linear",
            new HookSite(TransformerHooks.Linear, $"transformer.layers.{layer}.mlp.0.x", layer),
            [new HookLink(layer is 2 or 3 ? "other" : "lora", HookKind.Wrap)],
            EndsInDefault: true)));
        Assert.That(rows.Select(r => (r.Site, r.LayerText, r.Chain)), Is.EqualTo(new[]
        {
            ("transformer.layers.*.mlp.0.x", "0-1, 4-5", "lora[wrap] -> default"),
            ("transformer.layers.*.mlp.0.x", "2-3", "other[wrap] -> default"),
        }));
    }
}
