using SharpSat.Core.Context;
using SharpSat.Core.Errors;
using SharpSat.Core.Hooks;
using SharpSat.Core.Models;
using SharpSat.Core.Registry;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.Patches;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.StepCaching;

/// <summary>
/// The first block runs in every step. Where it adds nearly what it added in the last whole step, the other blocks are left
/// out, and what they added together then is added again. It keeps three tensors [B, S, E]. Reference: ParaAttention's first
/// block cache; diffusers hooks/first_block_cache.py.
/// </summary>
[Mixin("first_block_cache")]
public sealed class FirstBlockCache : IStepCache
{
    private readonly double _threshold;
    private readonly KeptTensor _firstAdded = new();
    private readonly KeptTensor _firstOutput = new();
    private readonly KeptTensor _restAdded = new();
    private int _last;
    private bool _leavesOut;

    /// <summary>Creates the cache.</summary>
    public FirstBlockCache(FirstBlockCacheParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        _threshold = p.Threshold;
    }

    /// <inheritdoc/>
    public void Configure(HookBuilder hooks)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        hooks.Wrap(TransformerHooks.LayerForward, (args, context, next) => args.Layer == 0 ? First(args, context, next) : Other(args, context, next));
    }

    /// <inheritdoc/>
    public void Begin(BaseModel network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Forget();
        _last = network.Transformer.Layers.Count - 1;
        if (_last == 0)
        {
            throw new InputException("first_block_cache leaves out all blocks but the first, and this network has only one; choose another sampling.cache or none.");
        }
    }

    /// <inheritdoc/>
    public void Forget()
    {
        _firstAdded.Forget();
        _firstOutput.Forget();
        _restAdded.Forget();
        _leavesOut = false;
    }

    private Tensor First(LayerForwardArgs args, ForwardContext context, HookFn<LayerForwardArgs, Tensor> next)
    {
        using var scope = NewDisposeScope();
        var y_BSE = next(args, context);
        var text = context.Get(VideoContext.TextLength);
        var added = (y_BSE - args.Hidden_BSE).slice(1, text, long.MaxValue, 1);
        _leavesOut = !_restAdded.IsEmpty && Change(added) <= _threshold;
        if (_leavesOut)
        {
            return (y_BSE + _restAdded.Value).MoveToOuterDisposeScope();
        }

        _firstAdded.Keep(added);
        _firstOutput.Keep(y_BSE);
        return y_BSE.MoveToOuterDisposeScope();
    }

    private Tensor Other(LayerForwardArgs args, ForwardContext context, HookFn<LayerForwardArgs, Tensor> next)
    {
        if (_leavesOut)
        {
            return args.Hidden_BSE.alias();
        }

        using var scope = NewDisposeScope();
        var y_BSE = next(args, context);
        if (args.Layer == _last)
        {
            _restAdded.Keep(y_BSE - _firstOutput.Value);
        }

        return y_BSE.MoveToOuterDisposeScope();
    }

    // Not a number where the block added nothing before; that is no reason to leave anything out.
    private double Change(Tensor added)
    {
        using var scope = NewDisposeScope();
        var before = _firstAdded.Value.to(ScalarType.Float32);
        return ((added.to(ScalarType.Float32) - before).abs().mean() / before.abs().mean()).item<float>();
    }
}
