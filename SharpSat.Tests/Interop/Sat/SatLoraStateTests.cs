using SharpSat.Core.Checkpoints;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Interop.Sat;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Interop.Sat;

public sealed class SatLoraStateTests
{
    private const string Qkv = "transformer.layers.0.attention.query_key_value";

    [Test]
    public void Names_AreSats_AndTheMixinHasNoneOfItsOwn()
    {
        using var model = NewModel(out var lora);
        var names = new SatLoraState(model, lora).Weights.Keys;
        Assert.That(names, Does.Contain(Qkv + ".original.weight").And.Contain(Qkv + ".matrix_A.2").And.Contain("transformer.layers.0.mlp.dense_h_to_4h.weight"));
        Assert.That(names, Has.None.StartsWith("mixins.").And.None.EqualTo(Qkv + ".weight"));
        Assert.That(new SatLoraState(model, null).Weights.Keys, Does.Contain(Qkv + ".weight").And.None.StartsWith("mixins."));
    }

    [Test]
    public void AdaptedProjections_MissNothing_AndKnowPlainAndOwnNames()
    {
        using var model = NewModel(out var lora);
        var state = new SatLoraState(model, lora);
        var plain = new SatLoraState(model, null);
        Assert.That(state.Missing(new HashSet<string>()), Has.None.StartsWith(Qkv).And.Contains("transformer.layers.0.mlp.dense_h_to_4h.weight"));
        Assert.That(state.Unexpected(plain.Weights.Keys.Append("other")), Is.EqualTo(new[] { "other" }));
        Assert.That(plain.Unexpected(state.Weights.Keys), Has.Exactly(12).Items, "original.weight, original.bias and the factors of both projections");
    }

    [TestCase(".weight")]
    [TestCase(".original.weight")]
    public void Load_TakesTheBaseFromEitherName(string leaf)
    {
        using var scope = NewDisposeScope();
        using var model = NewModel(out var lora);
        using var source = new MemoryWeights([(Qkv + leaf, ones([24, 8], ScalarType.Float16)), ("unknown", ones(1))]);
        new SatLoraState(model, lora).Load(source);
        var loaded = model.Transformer.Layers[0].Attention.QueryKeyValue.Layer.Weight.Value;
        Assert.That((loaded.dtype, loaded.sum().item<float>()), Is.EqualTo((ScalarType.Float32, 192f)));
    }

    private static BaseModel NewModel(out LoraMixin lora)
    {
        var model = new BaseModel(new TransformerConfig { NumLayers = 1, HiddenSize = 8, NumAttentionHeads = 2, VocabSize = 5, MaxSequenceLength = 4 });
        lora = new LoraMixin(new LoraParams { Rank = 2 }, model);
        model.Add("lora", lora);
        return model;
    }
}
