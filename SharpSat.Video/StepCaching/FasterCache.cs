using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Core.Models;
using SharpSat.Core.Registry;
using SharpSat.Core.Transformer;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.StepCaching;

/// <summary>
/// In most steps of the later part of a run the half of a guided batch without the prompt is guessed from the other half,
/// and in every other one of these steps attention goes on in the direction of its last change instead of being computed. It keeps two
/// outputs of every layer [B, S, E] without the half that is guessed. Reference: Lv et al. 2024 (FasterCache); diffusers
/// hooks/faster_cache.py.
/// </summary>
[Mixin("faster_cache")]
public sealed class FasterCache : IStepCache
{
    private readonly FasterCacheParams _params;
    private readonly GuidanceCache _guidance;
    private readonly Dictionary<int, LayerState> _layers = [];

    /// <summary>Creates the cache.</summary>
    public FasterCache(FasterCacheParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        _params = p;
        _guidance = new GuidanceCache(p);
    }

    /// <inheritdoc/>
    public void Configure(HookBuilder hooks)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        hooks.Wrap(NetworkHooks.NetworkForward, _guidance.Predict);
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
            _layers[layer.Index] = new LayerState();
        }
    }

    /// <inheritdoc/>
    public void Forget()
    {
        _guidance.Forget();
        foreach (var state in _layers.Values)
        {
            state.Older.Forget();
            state.Newer.Forget();
        }
    }

    private Tensor Attend(AttentionForwardArgs args, ForwardContext context, HookFn<AttentionForwardArgs, Tensor> next)
    {
        using var scope = NewDisposeScope();
        var state = _layers[args.Layer];
        var isDue = state.Calls++ % _params.AttentionEvery == 0;

        // A whole guided batch has no counterpart among what is kept.
        var mayLeaveOut = !isDue && !state.Newer.IsEmpty && (_guidance.IsHalved || !_guidance.IsGuided);
        var y_BSE = mayLeaveOut && StepTimestep.IsBetween(context, _params.AttentionAbove, _params.AttentionBelow)
            ? state.Newer.Value + ((state.Newer.Value - state.Older.Value) * _params.AttentionWeight)
            : next(args, context);
        var kept = _guidance.IsGuided && !_guidance.IsHalved ? y_BSE.chunk(2, 0)[1] : y_BSE;
        if (state.Newer.IsEmpty)
        {
            state.Older.Keep(kept);
        }
        else
        {
            state.Older.Take(state.Newer);
        }

        state.Newer.Keep(kept);
        return y_BSE.MoveToOuterDisposeScope();
    }

    private sealed class LayerState
    {
        public KeptTensor Older { get; } = new();

        public KeptTensor Newer { get; } = new();

        public int Calls { get; set; }
    }
}
