using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.FeedForward;
using SharpSat.Mixins.Modulation;
using SharpSat.Mixins.Patches;

namespace SharpSat.Tests.Mixins;

public sealed class SitePathTests
{
    private static readonly Dictionary<string, Func<ModelMixin>> Mixins = new()
    {
        ["swiglu"] = () => new SwiGluMixin(new SwiGluParams { NumLayers = 2, HiddenSize = 8, InnerHiddenSize = 16 }),
        ["adaln"] = () => new AdaLayerNormMixin(new AdaLayerNormParams { NumLayers = 2, HiddenSize = 8, TimeEmbedDim = 8, HeadSize = 4 }),
        ["patches"] = () => new PatchEmbeddingMixin(new PatchEmbeddingParams { InChannels = 2, HiddenSize = 8, PatchSize = new PatchSize(1, 2, 2), TextHiddenSize = 8 }),
        ["final"] = () => new FinalLayerMixin(new FinalLayerParams { HiddenSize = 8, TimeEmbedDim = 8, PatchSize = new PatchSize(1, 2, 2), OutChannels = 2 }),
    };

    private static IEnumerable<string> Names => Mixins.Keys;

    [TestCaseSource(nameof(Names))]
    public void Sites_AreNamedAsTheWeightsAre_WhateverTheMixinIsCalled(string mixin)
    {
        using var model = new BaseModel(new TransformerConfig { NumLayers = 2, HiddenSize = 8, NumAttentionHeads = 2, VocabSize = 5, MaxSequenceLength = 4 });
        model.Add("another_name", Mixins[mixin]());
        var weights = model.NamedWeights().Select(w => w.Name).ToHashSet();
        var paths = model.Projections.Select(site => site.Path).ToList();
        Assert.That(paths, Has.Some.StartsWith("mixins.another_name."));
        Assert.That(paths.Select(path => $"{path}.weight"), Is.SubsetOf(weights));
    }
}
