using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Interop.Sat;

namespace SharpSat.Tests.Interop.Sat;

public sealed class SatLoraTests
{
    private static readonly TransformerConfig Backbone =
        new() { NumLayers = 3, HiddenSize = 8, NumAttentionHeads = 2, VocabSize = 5, MaxSequenceLength = 4, DecoderLayers = [false, true, true] };

    [Test]
    public void Lora2_TakesSatsDefaults_AndTheLayersOfItsRange()
    {
        using var model = new BaseModel(Backbone);
        var p = SatLora.Lora2(Node("LoraMixin", """{"r": 4, "layer_range": [0, 1]}"""), Backbone);
        Assert.That((p.Rank, p.Alpha, p.Dropout), Is.EqualTo((4, (double?)1, 0.0)), "lora_alpha is 1 unless it is given");
        using var lora = new LoraMixin(p, model);
        Assert.That(lora.Factors.Select(f => f.Site.Path), Is.EquivalentTo(new[]
        {
            "transformer.layers.0.attention.query_key_value", "transformer.layers.0.attention.dense",
            "transformer.layers.1.attention.query_key_value", "transformer.layers.1.attention.dense",
            "transformer.layers.1.cross_attention.query", "transformer.layers.1.cross_attention.key_value", "transformer.layers.1.cross_attention.dense",
        }));
    }

    [TestCase("""{"r": 4, "qlora": true}""", "'qlora'")]
    [TestCase("""{"r": 4, "layer_range": [3]}""", "layers from 0 to 2")]
    [TestCase("""{"lora_alpha": 4}""", "'r' is missing")]
    [TestCase("""{"r": 4, "alpha": 4}""", "'alpha' in the params of LoraMixin is not known")]
    public void Lora2_WhatCannotBeUsed_IsRefusedByName(string p, string expected) =>
        Assert.That(Assert.Throws<InputException>(() => SatLora.Lora2(Node("LoraMixin", p), Backbone))!.Message, Does.Contain(expected));

    [TestCase("""{"r": 4, "hidden_size": 9, "layer_num": 3}""", "'hidden_size' in the params of LoRAMixin is 9; the model's is 8.")]
    [TestCase("""{"r": 4, "hidden_size": 8}""", "'layer_num' in the params of LoRAMixin is 24; the model has 3 layers.")]
    [TestCase("""{"r": 0, "hidden_size": 8, "layer_num": 3}""", "lora_v1.rank must be at least 1")]
    public void Lora1_WhatDoesNotFit_IsRefusedByName(string p, string expected)
    {
        using var model = new BaseModel(Backbone);
        Assert.That(Assert.Throws<InputException>(() => SatLora.Lora1(Node("LoRAMixin", p), model))!.Message, Does.Contain(expected));
    }

    private static JObject Node(string name, string p) => new() { ["target"] = "sat.model.finetune." + name, ["params"] = JObject.Parse(p) };
}
