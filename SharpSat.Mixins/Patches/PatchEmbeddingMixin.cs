using System.ComponentModel.DataAnnotations;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Registry;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.Patches;

/// <summary>Sizes of a <see cref="PatchEmbeddingMixin"/>.</summary>
public sealed record PatchEmbeddingParams
{
    /// <summary>Latent channels, image condition included.</summary>
    [Range(1, int.MaxValue)]
    public required int InChannels { get; init; }

    /// <summary>Width E.</summary>
    [Range(1, int.MaxValue)]
    public required int HiddenSize { get; init; }

    /// <summary>Patch.</summary>
    public required PatchSize PatchSize { get; init; }

    /// <summary>Width of the text states.</summary>
    [Range(1, int.MaxValue)]
    public required int TextHiddenSize { get; init; }

    /// <summary>Whether the patch projection has a bias (every published model has).</summary>
    public bool PatchBias { get; init; } = true;
}

/// <summary>
/// Replaces word_embedding_forward: text tokens first, then latent patches in (t, h, w) order.
/// Reference: CogVideo sat/dit_video_concat.py, ImagePatchEmbeddingMixin.
/// </summary>
[Mixin("patch_embedding", Aliases = ["dit_video_concat.ImagePatchEmbeddingMixin"])]
public sealed class PatchEmbeddingMixin : ModelMixin
{
    private readonly PatchSize _patch;
    private readonly Projection _image;
    private readonly Projection _text;

    /// <summary>Declares <c>proj</c> and <c>text_proj</c>.</summary>
    public PatchEmbeddingMixin(PatchEmbeddingParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        _patch = p.PatchSize;
        long patchValues = p.InChannels * p.PatchSize.Volume;
        var image = AddChild("proj", new LinearLayer(
            patchValues, p.HiddenSize, p.PatchBias, weightInit: WeightInit.Xavier(patchValues, p.HiddenSize), biasInit: WeightInit.Zeros));
        var text = AddChild("text_proj", new LinearLayer(p.TextHiddenSize, p.HiddenSize));
        _image = new Projection(new LinearSite("proj", null, image));
        _text = new Projection(new LinearSite("text_proj", null, text));
    }

    /// <inheritdoc/>
    public override IEnumerable<LinearSite> Projections => [_image.Site, _text.Site];

    /// <inheritdoc/>
    public override void Configure(HookBuilder hooks)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        hooks.Replace(TransformerHooks.WordEmbeddingForward, (_, context) =>
        {
            using var scope = NewDisposeScope();
            var text_BSE = _text.Forward(context.Get(VideoContext.Text_BSE), context);
            var image_BSE = _image.Forward(_patch.Patchify(context.Get(VideoContext.Latents_BTCHW)), context);
            return cat([text_BSE, image_BSE], 1).MoveToOuterDisposeScope();
        });
    }
}
