using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Core.Models;
using SharpSat.Core.Registry;
using SharpSat.Core.Transformer;
using SharpSat.Video.Networks;
using static TorchSharp.torch;

namespace SharpSat.Video.StepCaching;

/// <summary>
/// In the middle of a run the attention of each layer is computed every other step only; the steps between take what the
/// step before gave. It keeps one output of every layer [B, S, E]. Reference: Zhao et al. 2024 (PAB); diffusers
/// hooks/pyramid_attention_broadcast.py.
/// </summary>
[Mixin("pyramid_attention_broadcast")]
public sealed class PyramidAttentionBroadcast : IStepCache
{
    private readonly PyramidAttentionBroadcastParams _params;
    private readonly Dictionary<int, KeptTensor> _outputs = [];
    private readonly Dictionary<int, int> _calls = [];

    /// <summary>Creates the cache.</summary>
    public PyramidAttentionBroadcast(PyramidAttentionBroadcastParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        _params = p;
    }

    /// <inheritdoc/>
    public void Configure(HookBuilder hooks)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        hooks.Wrap(NetworkHooks.NetworkForward, StepTimestep.Read);
        hooks.Wrap(TransformerHooks.AttentionForward, Attend);
    }

    /// <inheritdoc/>
    public void Begin(BaseModel network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Forget();
        foreach (var layer in network.Transformer.Layers)
        {
            (_outputs[layer.Index], _calls[layer.Index]) = (new KeptTensor(), 0);
        }
    }

    /// <inheritdoc/>
    public void Forget()
    {
        foreach (var output in _outputs.Values)
        {
            output.Forget();
        }
    }

    private Tensor Attend(AttentionForwardArgs args, ForwardContext context, HookFn<AttentionForwardArgs, Tensor> next)
    {
        var output = _outputs[args.Layer];
        var isDue = _calls[args.Layer]++ % _params.Every == 0;
        if (!isDue && !output.IsEmpty && StepTimestep.IsBetween(context, _params.Above, _params.Below))
        {
            return output.Value.clone();
        }

        var y_BSE = next(args, context);
        output.Keep(y_BSE);
        return y_BSE;
    }
}
