using SharpSat.Core.Context;
using SharpSat.Core.Errors;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Registry;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.LowRank;

/// <summary>
/// SAT's older LoRA (finetune/lora.py): replaces attention_forward and adds low-rank updates to q, k, v and to the output
/// projection; weights <c>lora_linear.{layer}.{Q,K,V,O}_{A,B}</c>. Kept for checkpoints that have it; <see cref="LoraMixin"/>
/// is the one to train with, because it leaves attention_forward to others. Unlike SAT's, it works beside mixins on
/// attention_fn that need the layer number.
/// </summary>
[Mixin("lora_v1", Aliases = ["sat.model.finetune.lora.LoRAMixin"])]
public sealed class LoraV1Mixin : ModelMixin
{
    private readonly ModuleSequence<LoraV1Layer> _layers;
    private readonly double _scaling;

    /// <summary>Declares the factors for the layers of a model.</summary>
    /// <exception cref="InputException">
    /// A number is out of range, or queries, keys and values are not as wide as the hidden states (multi-query heads, or a head
    /// size of its own).
    /// </exception>
    public LoraV1Mixin(LoraV1Params p, BaseModel model)
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(model);
        var config = model.Transformer.Config;
        p.Validate(config.NumLayers);
        if (config.KeyValueHeads * config.HeadSize != config.HiddenSize || config.NumAttentionHeads * config.HeadSize != config.HiddenSize)
        {
            throw new InputException(
                $"lora_v1 needs queries, keys and values as wide as the hidden states ({config.HiddenSize}); this model's are {config.NumAttentionHeads * config.HeadSize} and {config.KeyValueHeads * config.HeadSize}. Use 'lora', which fits any projection.");
        }

        Params = p;
        _scaling = p.Alpha / p.Rank;
        _layers = AddChild("lora_linear", new ModuleSequence<LoraV1Layer>(Enumerable.Range(0, config.NumLayers)
            .Select(layer => p.Layers?.Contains(layer) != false ? new LoraV1Layer(p.Rank, config.HiddenSize) : LoraV1Layer.None())));
    }

    /// <summary>Rank, alpha, dropout and layers.</summary>
    public LoraV1Params Params { get; }

    /// <inheritdoc/>
    public override void Configure(HookBuilder hooks)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        hooks.Replace(TransformerHooks.AttentionForward, Forward);
    }

    private Tensor Forward(AttentionForwardArgs args, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        var attention = args.Attention;
        var projected = attention.QueryKeyValue.Forward(args.Hidden_BSE, context).split([.. attention.QueryKeyValue.Site.PartSizes], -1);
        var query = Add("Q", projected[0], args.Hidden_BSE);
        var key = Add("K", projected[1], args.Hidden_BSE);
        var value = Add("V", projected[2], args.Hidden_BSE);
        var joined = attention.AttendProjected(query, key, value, args.Mask, args.Layer, context);
        var output = Add("O", attention.Dense.Forward(joined, context), joined);
        return attention.DropOutput(output, context).MoveToOuterDisposeScope();

        Tensor Add(string name, Tensor y, Tensor x) => _layers[args.Layer].Add(name, y, x, _scaling, Params.Dropout, context);
    }
}
