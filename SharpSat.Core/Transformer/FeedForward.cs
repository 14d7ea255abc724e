using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors.Kernels.Activations;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Transformer;

/// <summary>Two projections with an activation between them; gated: act(gate x) * (up x). With several experts, each has its own.</summary>
public sealed class FeedForward : NetworkModule
{
    private readonly TransformerConfig _config;
    private readonly HookSite _routingSite;

    internal FeedForward(TransformerConfig config, string path, int layer)
        : base(nameof(FeedForward))
    {
        _config = config;
        var inner = config.InnerHiddenSize ?? (4 * config.HiddenSize);
        var init = WeightInit.Normal(config.InitStd);
        var outputInit = WeightInit.Normal(config.InitStd / Math.Sqrt(2.0 * config.NumLayers));
        Experts = [.. Enumerable.Range(0, config.NumExperts).Select(i => NewExpert(i == 0 ? string.Empty : $"_{i}"))];
        Site = new HookSite(TransformerHooks.MlpForward, path, layer);
        _routingSite = new HookSite(TransformerHooks.RoutingForward, path, layer);

        FeedForwardExpert NewExpert(string suffix) => new(
            Add($"dense_h_to_4h{suffix}", new LinearLayer(config.HiddenSize, inner, config.UseBias, init, WeightInit.Zeros)),
            Add($"dense_4h_to_h{suffix}", new LinearLayer(
                inner, config.HiddenSize, config.UseBias && config.UseOutputBias, outputInit, WeightInit.Zeros)),
            config.IsGatedMlp ? Add($"dense_h_to_4h_gate{suffix}", new LinearLayer(config.HiddenSize, inner, bias: false, init)) : null);

        Projection Add(string name, LinearLayer linear) => new(new LinearSite($"{path}.{name}", layer, AddChild(name, linear)));
    }

    /// <summary>The experts; a plain layer has one.</summary>
    public IReadOnlyList<FeedForwardExpert> Experts { get; }

    /// <summary>To the inner width (expert 0).</summary>
    public Projection Up => Experts[0].Up;

    /// <summary>Back to the hidden size (expert 0).</summary>
    public Projection Down => Experts[0].Down;

    /// <summary>The gate (expert 0), if gated.</summary>
    public Projection? Gate => Experts[0].Gate;

    internal HookSite Site { get; }

    internal IEnumerable<HookSite> Sites =>
        Experts.SelectMany(e => e.Sites).Prepend(Site).Concat(Experts.Count > 1 ? [_routingSite] : []);

    /// <summary>[B, S, E] to [B, S, E] through the hooks.</summary>
    public Tensor Forward(Tensor hidden_BSE, int layer, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var y = CallHook(new MlpForwardArgs(hidden_BSE, this, layer), context);
        return Dropout.Apply(y, _config.OutputDropout, context);
    }

    /// <summary>The configured activation.</summary>
    public Tensor Activate(Tensor x) => _config.Activation switch
    {
        Activation.GeluTanh => TanhGelu.Serves(x) ? TanhGelu.Apply(x) : nn.functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh),
        Activation.Gelu => nn.functional.gelu(x),
        Activation.Silu => nn.functional.silu(x),
        _ => nn.functional.relu(x),
    };

    internal Tensor CallHook(MlpForwardArgs args, ForwardContext context) => context.Call(TransformerHooks.MlpForward, Site, args);

    internal Tensor DefaultForward(MlpForwardArgs args, ForwardContext context)
    {
        if (Experts.Count > 1 && args.Expert is null)
        {
            return ExpertMixture.Forward(args, _routingSite, context);
        }

        using var scope = NewDisposeScope();
        var expert = Experts[args.Expert ?? 0];
        var up = expert.Up.Forward(args.Hidden_BSE, context);
        var inner = expert.Gate is null ? Activate(up) : Activate(expert.Gate.Forward(args.Hidden_BSE, context)) * up;
        return expert.Down.Forward(inner, context).MoveToOuterDisposeScope();
    }
}
