using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Transformer;

/// <summary>
/// A feed-forward layer of several experts: routing_forward says who computes which token, then mlp_forward runs once
/// for every expert that has tokens. Reference: SwissArmyTransformer sat/transformer_defaults.py.
/// </summary>
internal static class ExpertMixture
{
    private const int ExpertsPerToken = 2;

    public static Tensor Forward(MlpForwardArgs args, HookSite routingSite, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        var experts = args.Mlp.Experts.Count;
        var routing = context.Call(
            TransformerHooks.RoutingForward, routingSite, new RoutingForwardArgs(args.Hidden_BSE, experts, args.Layer));
        var tokens_SE = args.Hidden_BSE.flatten(0, -2);
        var sum_SE = zeros_like(tokens_SE);
        for (var expert = 0; expert < experts; expert++)
        {
            // [chosen, 2]: which of a token's choices, and which token.
            var chosen = routing.Experts.eq(expert).t().nonzero();
            if (chosen.size(0) == 0)
            {
                continue;
            }

            var (choice, token) = (chosen.select(1, 0), chosen.select(1, 1));
            var weight = routing.Weights.index_select(0, token).gather(1, choice.unsqueeze(1));
            var y = args.Mlp.CallHook(args with { Hidden_BSE = tokens_SE.index_select(0, token), Expert = expert }, context) * weight;
            sum_SE = sum_SE.index_add(0, token, y.to(sum_SE.dtype), 1);
        }

        return sum_SE.view_as(args.Hidden_BSE).MoveToOuterDisposeScope();
    }

    /// <summary>SAT's default: two experts drawn at random for each token, weighted by the softmax of the draws.</summary>
    public static Routing RandomRouting(RoutingForwardArgs args, ForwardContext context)
    {
        var noise = context.Noise ?? throw new InvalidOperationException(
            "The default routing draws experts at random: set ForwardContext.Noise, or add a mixin that replaces routing_forward.");
        using var scope = NewDisposeScope();
        var hidden = args.Hidden_BSE;
        var logits = noise.Normal([hidden.numel() / hidden.size(-1), args.NumExperts], hidden.dtype, hidden.device);
        var (weights, experts) = logits.to(ScalarType.Float32).softmax(1).topk(ExpertsPerToken, -1);
        weights = (weights / weights.sum(-1, keepdim: true)).to(hidden.dtype);
        return new Routing(weights.MoveToOuterDisposeScope(), experts.MoveToOuterDisposeScope());
    }
}
