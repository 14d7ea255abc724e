using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Transformer;

/// <summary>Two projections with an activation between them; gated: act(gate x) * (up x).</summary>
public sealed class FeedForward : NetworkModule
{
    private readonly TransformerConfig _config;

    internal FeedForward(TransformerConfig config, string path, int layer)
        : base(nameof(FeedForward))
    {
        _config = config;
        var inner = config.InnerHiddenSize ?? (4 * config.HiddenSize);
        var init = WeightInit.Normal(config.InitStd);
        var outputInit = WeightInit.Normal(config.InitStd / Math.Sqrt(2.0 * config.NumLayers));
        Up = Add("dense_h_to_4h", new LinearLayer(config.HiddenSize, inner, config.UseBias, init, WeightInit.Zeros));
        Down = Add("dense_4h_to_h", new LinearLayer(
            inner, config.HiddenSize, config.UseBias && config.UseOutputBias, outputInit, WeightInit.Zeros));
        Gate = config.IsGatedMlp
            ? Add("dense_h_to_4h_gate", new LinearLayer(config.HiddenSize, inner, bias: false, init))
            : null;
        Site = new HookSite(TransformerHooks.MlpForward, path, layer);

        Projection Add(string name, LinearLayer linear) => new(new LinearSite($"{path}.{name}", layer, AddChild(name, linear)));
    }

    /// <summary>To the inner width.</summary>
    public Projection Up { get; }

    /// <summary>Back to the hidden size.</summary>
    public Projection Down { get; }

    /// <summary>The gate, if gated.</summary>
    public Projection? Gate { get; }

    internal HookSite Site { get; }

    internal IEnumerable<HookSite> Sites => Gate is null ? [Site, Up.Site, Down.Site] : [Site, Up.Site, Down.Site, Gate.Site];

    /// <summary>[B, S, E] to [B, S, E] through the hooks.</summary>
    public Tensor Forward(Tensor hidden_BSE, int layer, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var y = context.Call(TransformerHooks.MlpForward, Site, new MlpForwardArgs(hidden_BSE, this, layer));
        return Dropout.Apply(y, _config.OutputDropout, context);
    }

    /// <summary>The configured activation.</summary>
    public Tensor Activate(Tensor x) => _config.Activation switch
    {
        Activation.GeluTanh => nn.functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh),
        Activation.Gelu => nn.functional.gelu(x),
        Activation.Silu => nn.functional.silu(x),
        _ => nn.functional.relu(x),
    };

    internal Tensor DefaultForward(MlpForwardArgs args, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        var up = Up.Forward(args.Hidden_BSE, context);
        var inner = Gate is null ? Activate(up) : Activate(Gate.Forward(args.Hidden_BSE, context)) * up;
        return Down.Forward(inner, context).MoveToOuterDisposeScope();
    }
}
