using SharpSat.Core.Context;
using SharpSat.Core.Models;
using SharpSat.Core.Tensors;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.Patches;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Mixins;

/// <summary>A plain transformer over words, whose context holds what a video network would set: nearly every mixin can join it.</summary>
internal sealed class BackboneHost : MixinHost
{
    private readonly Tensor _ids_BS;
    private readonly Tensor _latents_BTCHW;
    private readonly Tensor _text_BSE;
    private readonly Tensor _time_BE;

    public BackboneHost()
    {
        Model = new BaseModel(MixinSizes.Backbone);
        Fill();
        using var noise = new NoiseSource(2, "benchmark");
        _ids_BS = noise.Integers(0, MixinSizes.Backbone.VocabSize, [1, MixinSizes.Text + MixinSizes.Grid.Count], CPU);
        _latents_BTCHW = noise.Normal(MixinSizes.Latents(1), ScalarType.Float32, CPU);
        _text_BSE = noise.Normal([1, MixinSizes.Text, MixinSizes.TextWidth], ScalarType.Float32, CPU);
        _time_BE = noise.Normal([1, MixinSizes.TimeWidth], ScalarType.Float32, CPU);
    }

    /// <inheritdoc/>
    protected override BaseModel Model { get; }

    /// <inheritdoc/>
    protected override void Forward(int pass)
    {
        var context = new ForwardContext()
            .Set(VideoContext.Latents_BTCHW, _latents_BTCHW)
            .Set(VideoContext.Text_BSE, _text_BSE)
            .Set(VideoContext.Time_BE, _time_BE)
            .Set(VideoContext.TextLength, MixinSizes.Text)
            .Set(VideoContext.Grid, MixinSizes.Grid);
        Model.Forward(new TransformerInputs { InputIds = _ids_BS }, context);
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        _ids_BS.Dispose();
        _latents_BTCHW.Dispose();
        _text_BSE.Dispose();
        _time_BE.Dispose();
    }
}
