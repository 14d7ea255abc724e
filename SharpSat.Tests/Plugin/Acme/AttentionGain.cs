using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Registry;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace Acme;

/// <summary>What a config may say under "params".</summary>
public sealed record AttentionGainParams
{
    /// <summary>Every layer's gain before training.</summary>
    public double Start { get; init; } = 1;
}

/// <summary>Multiplies each layer's attention by a gain that trains along with the model.</summary>
[Mixin("acme.attention_gain")]
public sealed class AttentionGain : ModelMixin
{
    private readonly Weight _gain;

    /// <summary>The params come from the config, the model from SharpSat; use it here, but keep it in no field.</summary>
    public AttentionGain(AttentionGainParams p, BaseModel model)
    {
        _gain = AddWeight("gain", [model.Transformer.Layers.Count], WeightInit.Constant(p.Start));
    }

    /// <inheritdoc/>
    public override void Configure(HookBuilder hooks)
    {
        hooks.Wrap(TransformerHooks.AttentionFn, (args, context, next) =>
        {
            using var scope = NewDisposeScope();
            var attention_BNSD = next(args, context);
            return (attention_BNSD * _gain.Value[args.Layer]).MoveToOuterDisposeScope();
        });
    }
}
