using SharpSat.Core.Hooks;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>Counts what is really computed of a network: the first block's attention and the second block's feed-forward.</summary>
internal sealed class LayerCalls : IModelMixin
{
    private readonly List<long> _attentionBatches = [];

    /// <summary>Batch size of each call of the first block's attention.</summary>
    public IReadOnlyList<long> AttentionBatches => _attentionBatches;

    /// <summary>Calls of the second block's feed-forward.</summary>
    public int FeedForwards { get; private set; }

    public void Configure(HookBuilder hooks)
    {
        hooks.Wrap(
            TransformerHooks.AttentionForward,
            (args, context, next) =>
            {
                _attentionBatches.Add(args.Hidden_BSE.size(0));
                return next(args, context);
            },
            at: site => site.Layer == 0);
        hooks.Wrap(
            TransformerHooks.MlpForward,
            (args, context, next) =>
            {
                FeedForwards++;
                return next(args, context);
            },
            at: site => site.Layer == 1);
    }
}
