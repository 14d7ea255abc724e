using static TorchSharp.torch;

namespace SharpSat.Core.Transformer;

/// <summary>What a transformer starts from.</summary>
public sealed record TransformerInputs
{
    /// <summary>Token ids [B, S]; null when a mixin embeds something else.</summary>
    public Tensor? InputIds { get; init; }

    /// <summary>Positions [S] or [B, S]; null when a mixin places tokens.</summary>
    public Tensor? PositionIds { get; init; }

    /// <summary>Who sees whom.</summary>
    public AttentionMask Mask { get; init; } = AttentionMask.Full;
}
