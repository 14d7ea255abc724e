using SharpSat.Core.Errors;
using SharpSat.Core.Tensors;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Text;

/// <summary>
/// Captions to the network's text condition, with caption dropout in training and the unconditional counterpart in
/// sampling (the text part of the reference's GeneralConditioner).
/// </summary>
public sealed class TextConditioner
{
    private readonly ITextEncoder _encoder;

    /// <summary>Creates the conditioner.</summary>
    /// <param name="encoder">Encodes captions.</param>
    /// <param name="dropout">Probability that training replaces a caption by zero states (ucg_rate), in [0, 1].</param>
    /// <exception cref="InputException">The probability is outside [0, 1].</exception>
    public TextConditioner(ITextEncoder encoder, double dropout = 0)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        if (dropout is not (>= 0 and <= 1))
        {
            throw new InputException(FormattableString.Invariant(
                $"The caption dropout is {dropout}; it is a probability, so the nearest legal value is {(dropout > 1 ? 1 : 0)}."));
        }

        _encoder = encoder;
        Dropout = dropout;
    }

    /// <summary>Probability that training drops a caption.</summary>
    public double Dropout { get; }

    /// <summary>The encoder underneath.</summary>
    public ITextEncoder Encoder => _encoder;

    /// <summary>The condition of captions (B), none dropped.</summary>
    public Conditioning Condition(IReadOnlyList<string> captions) => new() { Text_BSE = _encoder.Encode(captions) };

    /// <summary>The condition of captions (B) for a training step: one Bernoulli draw per caption decides which are kept.</summary>
    /// <param name="captions">The captions.</param>
    /// <param name="noise">Drawn from only if <see cref="Dropout"/> is not 0.</param>
    public Conditioning ConditionForTraining(IReadOnlyList<string> captions, INoiseSource noise)
    {
        using var scope = NewDisposeScope();
        return new Conditioning { Text_BSE = DropCaptions(_encoder.Encode(captions), noise).MoveToOuterDisposeScope() };
    }

    /// <summary>Caption dropout on states that were encoded before (a cache).</summary>
    /// <param name="text_BSE">States [B, S, E].</param>
    /// <param name="noise">Drawn from only if <see cref="Dropout"/> is not 0.</param>
    /// <returns>States of the same shape, dropped rows zero; a tensor of its own.</returns>
    public Tensor DropCaptions(Tensor text_BSE, INoiseSource noise)
    {
        ArgumentNullException.ThrowIfNull(text_BSE);
        ArgumentNullException.ThrowIfNull(noise);
        if (Dropout == 0)
        {
            return text_BSE.alias();
        }

        using var scope = NewDisposeScope();
        var keep_B = noise.Bernoulli(1 - Dropout, [text_BSE.shape[0]], text_BSE.device);
        return text_BSE.mul(keep_B.to(text_BSE.dtype).view(-1, 1, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>What guidance compares with: the condition of <paramref name="batch"/> samples without their captions.</summary>
    /// <param name="batch">Samples (B).</param>
    /// <param name="kind">What stands for "no caption".</param>
    /// <param name="negativePrompt">Needed by, and only by, <see cref="UnconditionalText.NegativePrompt"/>.</param>
    /// <exception cref="InputException">A negative prompt is missing, or given where it would be ignored.</exception>
    public Conditioning Unconditional(int batch, UnconditionalText kind, string? negativePrompt = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        if (kind == UnconditionalText.NegativePrompt != negativePrompt is not null)
        {
            throw new InputException(negativePrompt is null
                ? "Guidance by a negative prompt needs one; give it, or use zero states."
                : $"A negative prompt is given, but guidance uses {kind}; it would be ignored. Choose {nameof(UnconditionalText.NegativePrompt)}.");
        }

        if (kind == UnconditionalText.Zeros)
        {
            return new Conditioning { Text_BSE = zeros([batch, _encoder.Length, _encoder.Width], _encoder.Dtype, _encoder.Device) };
        }

        using var scope = NewDisposeScope();
        var text_1SE = _encoder.Encode([negativePrompt ?? string.Empty]);
        return new Conditioning { Text_BSE = text_1SE.expand(batch, -1, -1).contiguous().MoveToOuterDisposeScope() };
    }
}
