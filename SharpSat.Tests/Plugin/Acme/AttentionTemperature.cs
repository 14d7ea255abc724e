using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Registry;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace Acme;

/// <summary>What a config may say under "params".</summary>
public sealed record AttentionTemperatureParams
{
    /// <summary>Every layer's temperature before training.</summary>
    public double Start { get; init; } = 1;
}

/// <summary>Divides the queries of each layer by a temperature that trains along with the model.</summary>
[Mixin("acme.attention_temperature")]
public sealed class AttentionTemperature : ModelMixin
{
    private readonly Weight _temperature;

    /// <summary>The params come from the config, the model from SharpSat; use it here, but keep it in no field.</summary>
    public AttentionTemperature(AttentionTemperatureParams p, BaseModel model)
    {
        _temperature = AddWeight("temperature", [model.Transformer.Layers.Count], WeightInit.Constant(p.Start));
    }

    /// <inheritdoc/>
    public override void Configure(HookBuilder hooks)
    {
        hooks.Wrap(TransformerHooks.AttentionFn, (args, context, next) =>
        {
            using var scope = NewDisposeScope();
            var query = args.Query_BNSD / _temperature.Value[args.Layer];
            return next(args with { Query_BNSD = query }, context).MoveToOuterDisposeScope();
        });
    }
}
