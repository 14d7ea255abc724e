using System.Diagnostics;
using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Profiling;

/// <summary>Times the backward pass of each layer: from its output's gradient to its input's.</summary>
internal sealed class BackwardClock : IModelMixin
{
    /// <summary>Name in the network.</summary>
    public const string MixinName = "backward_clock";

    private readonly Dictionary<int, TimeSpan> _layers = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private (int Layer, TimeSpan Since)? _running;

    /// <summary>Time of each layer.</summary>
    public IReadOnlyDictionary<int, TimeSpan> Layers => _layers;

    /// <inheritdoc/>
    public void Configure(HookBuilder hooks)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        hooks.Wrap(TransformerHooks.LayerForward, Mark);
    }

    /// <summary>The backward pass is over: a first layer whose input gets no gradient ends here.</summary>
    public void End()
    {
        if (_running is var (layer, since))
        {
            _layers[layer] = _layers.GetValueOrDefault(layer) + _clock.Elapsed - since;
            _running = null;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _layers.Clear();

    private Tensor Mark(LayerForwardArgs args, ForwardContext context, HookFn<LayerForwardArgs, Tensor> next)
    {
        using var scope = NewDisposeScope();
        var layer = args.Layer;
        var input = BackwardMark.Put(args.Hidden_BSE, End);
        var output = next(args with { Hidden_BSE = input }, context);
        return BackwardMark.Put(output, () => Begin(layer)).MoveToOuterDisposeScope();
    }

    private void Begin(int layer)
    {
        End();
        _running = (layer, _clock.Elapsed);
    }
}
