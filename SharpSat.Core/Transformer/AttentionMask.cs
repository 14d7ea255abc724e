using SharpSat.Core.Context;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Transformer;

/// <summary>Which tokens see which: everything, the past only, or a tensor of ones and zeros.</summary>
public sealed class AttentionMask : ITensorHolder
{
    private readonly Lazy<bool> _hidesNothing;

    private AttentionMask(bool isCausal, Tensor? tensor, Lazy<bool>? hidesNothing = null)
    {
        IsCausal = isCausal;
        Tensor = tensor;
        _hidesNothing = hidesNothing ?? new Lazy<bool>(() => tensor is not null && tensor.size(-2) == 1 && tensor.gt(0).all().item<bool>());
    }

    /// <summary>Every token sees every token.</summary>
    public static AttentionMask Full { get; } = new(false, null);

    /// <summary>Every token sees itself and earlier ones.</summary>
    public static AttentionMask Causal { get; } = new(true, null);

    /// <summary>Whether this is <see cref="Causal"/>.</summary>
    public bool IsCausal { get; }

    /// <summary>The explicit mask [S, S], [B, 1, S, S] or [B, 1, 1, S] (or what broadcasts to these), or null.</summary>
    public Tensor? Tensor { get; }

    /// <summary>Full, causal, or one row that hides nothing (SAT skips a positive row whatever its values; read once).</summary>
    internal bool IsPlain => Tensor is null || _hidesNothing.Value;

    /// <summary>A mask of ones (seen) and zeros (hidden); the caller keeps the tensor alive for the pass.</summary>
    /// <exception cref="ArgumentException">The rank is not 2, nor 4 with one head.</exception>
    public static AttentionMask Of(Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var shape = mask.shape;
        return shape.Length == 2 || (shape.Length == 4 && shape[1] == 1)
            ? new AttentionMask(false, mask)
            : throw new ArgumentException(
                $"An attention mask is [S, S], [B, 1, S, S] or [B, 1, 1, S], not [{string.Join(", ", shape)}].", nameof(mask));
    }

    /// <inheritdoc/>
    public object MapTensors(Func<Tensor, Tensor> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Tensor is null ? this : new AttentionMask(IsCausal, map(Tensor), _hidesNothing);
    }

    /// <summary>
    /// Applies the mask as SAT does: score * mask - 10000 * (1 - mask), skipped for a positive row.
    /// </summary>
    internal Tensor Apply(Tensor scores_BNSS)
    {
        using var scope = NewDisposeScope();
        var shape = scores_BNSS.shape;
        var mask = IsCausal
            ? ones(shape[^2], shape[^1], scores_BNSS.dtype, scores_BNSS.device).tril()
            : IsPlain ? null : Tensor?.to(scores_BNSS.dtype);
        return mask is null
            ? scores_BNSS.alias().MoveToOuterDisposeScope()
            : ((scores_BNSS * mask) - (10000.0 * (1.0 - mask))).MoveToOuterDisposeScope();
    }
}
