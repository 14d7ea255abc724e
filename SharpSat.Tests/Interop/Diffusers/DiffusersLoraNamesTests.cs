using SharpSat.Mixins.LowRank;
using SharpSat.Tests.Engine;
using SharpSat.Video.Interop.Diffusers;
using SharpSat.Video.Networks;

namespace SharpSat.Tests.Interop.Diffusers;

public sealed class DiffusersLoraNamesTests
{
    [Test]
    public void EveryProjection_IsModules_ThatLeadBackToIt_DottedAndJoined()
    {
        using var network = new CogVideoXTransformer(TinyEngines.Network with { NumLayers = 12 });
        foreach (var site in network.Projections)
        {
            var rows = site.Path.Contains("adaLN_modulations", StringComparison.Ordinal)
                ? [LoraRows.Parse("0,1,2,6,7,8/12"), LoraRows.Parse("3,4,5,9,10,11/12")]
                : LoraFactors.Parts(site).ToList();
            foreach (var part in rows)
            {
                var module = DiffusersLoraNames.ModuleOf(site.Path, part);
                Assert.That(module, Is.Not.Null, $"{site.Path} {part}");
                Assert.That(DiffusersLoraNames.Find(module!), Is.EqualTo((site.Path, part)));
                Assert.That(DiffusersLoraNames.FindJoined(module!.Replace('.', '_')), Is.EqualTo((site.Path, part)));
            }
        }
    }

    [TestCase("transformer_blocks.0.attn1.to_qkv")]
    [TestCase("transformer_blocks.01.attn1.to_q")]
    [TestCase("text_model.layers.0.to_q")]
    public void OtherModules_AreNone(string module) => Assert.That(DiffusersLoraNames.Find(module), Is.Null);
}
