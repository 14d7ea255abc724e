using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Core.Transformer;
using SharpSat.Video.Interop.Sat;

namespace SharpSat.Tests.Interop.Sat;

public sealed class SatBackboneTests
{
    [Test]
    public void Config_OfTheLeast_HasOurDefaults()
    {
        var expected = new TransformerConfig { NumLayers = 2, HiddenSize = 8, NumAttentionHeads = 2, VocabSize = 5, MaxSequenceLength = 4, DecoderLayers = [false] };
        Assert.That(SatBackbone.Config(Args()) with { DecoderLayers = expected.DecoderLayers }, Is.EqualTo(expected));
    }

    [Test]
    public void Config_UsesWhatIsGiven_AndSkipsWhatChangesNoNumber()
    {
        var config = SatBackbone.Config(Args(
            """
            {"layernorm_order": "sandwich", "hidden_dropout": 0.25, "is_decoder": [true, false], "num_experts": 4, "inner_hidden_size": 12,
             "model_class": "BaseModel", "model_parallel_size": 1, "parallel_output": true, "row_parallel_linear_final_bias": false, "drop_path": null}
            """));
        Assert.That((config.LayerNormOrder, config.EmbeddingDropout, config.OutputDropout), Is.EqualTo((LayerNormOrder.Sandwich, 0.25, 0.25)));
        Assert.That((config.NumExperts, config.InnerHiddenSize, config.UseOutputBias, config.DropPath), Is.EqualTo((4, (int?)12, true, 0.0)));
        Assert.That(config.DecoderLayers, Is.EqualTo(new[] { true, false }));
    }

    [TestCase("""{"is_rotary_emb": true}""", "'is_rotary_emb' in the SAT model arguments is true")]
    [TestCase("""{"model_parallel_size": 2}""", "'model_parallel_size' in the SAT model arguments is 2")]
    [TestCase("""{"layernorm_order": "before"}""", "it must be pre, post or sandwich")]
    [TestCase("""{"is_decoder": 1}""", "'is_decoder'")]
    [TestCase("""{"hidden_size": "wide"}""", "'hidden_size' in the SAT model arguments is \"wide\", not a Int32.")]
    [TestCase("""{"hidden_size": null}""", "'hidden_size' is missing")]
    [TestCase("""{"use_qkv_bais": true}""", "'use_qkv_bais' in the SAT model arguments is not known. Did you mean 'use_qkv_bias'?")]
    public void Config_WhatCannotBeUsed_IsRefusedByName(string overrides, string expected) =>
        Assert.That(Assert.Throws<InputException>(() => SatBackbone.Config(Args(overrides)))!.Message, Does.Contain(expected));

    private static JObject Args(string overrides = "{}")
    {
        var args = JObject.Parse("""{"num_layers": 2, "hidden_size": 8, "num_attention_heads": 2, "vocab_size": 5, "max_sequence_length": 4}""");
        args.Merge(JObject.Parse(overrides), new JsonMergeSettings { MergeNullValueHandling = MergeNullValueHandling.Merge, MergeArrayHandling = MergeArrayHandling.Replace });
        return args;
    }
}
