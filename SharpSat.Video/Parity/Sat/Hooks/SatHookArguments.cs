using SharpSat.Core.Transformer;

namespace SharpSat.Video.Parity.Sat.Hooks;

/// <summary>What SAT's hooks take (HOOKS_DEFAULT), and the typed member that carries it here; the context carries all others.</summary>
internal static class SatHookArguments
{
    private static readonly Argument Self = new("self");
    private static readonly Argument Others = new("**kw_args");

    private static readonly Dictionary<string, (Type Type, Argument[] Arguments)> Table = new(StringComparer.Ordinal)
    {
        ["attention_fn"] = (typeof(AttentionFnArgs),
        [
            new("query_layer", "Query_BNSD"), new("key_layer", "Key_BNSD"), new("value_layer", "Value_BNSD"), new("attention_mask", "Mask"),
            new("attention_dropout=None", "DropoutRate"), new("log_attention_weights=None"), new("scaling_attention_score=True"), new("**kwargs"),
        ]),
        ["attention_forward"] = (typeof(AttentionForwardArgs), [Self, new("hidden_states", "Hidden_BSE"), new("mask", "Mask"), Others]),
        ["cross_attention_forward"] = (typeof(CrossAttentionForwardArgs),
            [Self, new("hidden_states", "Hidden_BSE"), new("cross_attention_mask", "Mask"), new("encoder_outputs", "Encoder_BSE"), Others]),
        ["routing_forward"] = (typeof(RoutingForwardArgs), [Self, new("hidden_states", "Hidden_BSE"), Others]),
        ["mlp_forward"] = (typeof(MlpForwardArgs), [Self, new("hidden_states", "Hidden_BSE"), new("expert_id=-1", "Expert"), Others]),
        ["word_embedding_forward"] = (typeof(WordEmbeddingArgs), [Self, new("input_ids", "InputIds"), new("output_cross_layer"), Others]),
        ["position_embedding_forward"] = (typeof(PositionEmbeddingArgs), [Self, new("position_ids", "PositionIds"), new("output_cross_layer"), Others]),
        ["final_forward"] = (typeof(FinalForwardArgs), [Self, new("logits", "Hidden_BSE"), Others]),
        ["layer_forward"] = (typeof(LayerForwardArgs), [Self, new("hidden_states", "Hidden_BSE"), new("mask", "Mask"), new("*args"), Others]),
    };

    /// <summary>The arguments of a hook in SAT's order, or null if there is no such hook.</summary>
    public static IReadOnlyList<Argument>? Of(string hook) => Table.TryGetValue(hook, out var entry) ? entry.Arguments : null;

    /// <summary>The record that the hook takes here.</summary>
    public static Type TypeOf(string hook) => Table[hook].Type;

    /// <summary>One argument.</summary>
    /// <param name="Python">As Python declares it.</param>
    /// <param name="Member">The member that carries it; null if the context or the layer does.</param>
    internal sealed record Argument(string Python, string? Member = null);
}
