using System.ComponentModel.DataAnnotations;
using SharpSat.Core.Errors;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.Patches;
using SharpSat.Mixins.Positions;

namespace SharpSat.Video.Networks;

/// <summary>How the network knows where a patch stands.</summary>
public enum PositionKind
{
    /// <summary>Fixed 3D sine-cosine table, added (2b).</summary>
    SinCos,

    /// <summary>3D rotary (5b and later).</summary>
    Rotary,

    /// <summary>3D rotary plus a learnable table (5b-i2v).</summary>
    RotaryAndLearnable,
}

/// <summary>Sizes and choices of a <see cref="CogVideoXTransformer"/>. Latent sizes are those of the position table.</summary>
public sealed record CogVideoXConfig
{
    /// <summary>Layers.</summary>
    [Range(1, int.MaxValue)]
    public required int NumLayers { get; init; }

    /// <summary>Width E.</summary>
    [Range(1, int.MaxValue)]
    public required int HiddenSize { get; init; }

    /// <summary>Heads N.</summary>
    [Range(1, int.MaxValue)]
    public required int NumAttentionHeads { get; init; }

    /// <summary>Latent channels that come in, an image condition included.</summary>
    [Range(1, int.MaxValue)]
    public int InChannels { get; init; } = 16;

    /// <summary>Latent channels that come out.</summary>
    [Range(1, int.MaxValue)]
    public int OutChannels { get; init; } = 16;

    /// <summary>Latent frames in a patch.</summary>
    [Range(1, int.MaxValue)]
    public int PatchSizeT { get; init; } = 1;

    /// <summary>Rows and columns of a patch.</summary>
    [Range(1, int.MaxValue)]
    public int PatchSize { get; init; } = 2;

    /// <summary>Width of the embedded timestep.</summary>
    [Range(1, int.MaxValue)]
    public int TimeEmbedDim { get; init; } = 512;

    /// <summary>Width of the offset embedding of 1.5 image-to-video, or null; must equal <see cref="TimeEmbedDim"/>.</summary>
    [Range(1, int.MaxValue)]
    public int? OfsEmbedDim { get; init; }

    /// <summary>Width of the text states.</summary>
    [Range(1, int.MaxValue)]
    public int TextHiddenSize { get; init; } = 4096;

    /// <summary>Text tokens.</summary>
    [Range(1, int.MaxValue)]
    public int TextLength { get; init; } = 226;

    /// <summary>Latent frames of the largest sample.</summary>
    [Range(1, int.MaxValue)]
    public required int LatentFrames { get; init; }

    /// <summary>Latent height of the largest sample.</summary>
    [Range(1, int.MaxValue)]
    public required int LatentHeight { get; init; }

    /// <summary>Latent width of the largest sample.</summary>
    [Range(1, int.MaxValue)]
    public required int LatentWidth { get; init; }

    /// <summary>Positions.</summary>
    public PositionKind Positions { get; init; } = PositionKind.Rotary;

    /// <summary>Where the positions of other sizes than the largest come from; the SAT version and diffusers disagree.</summary>
    public PositionFit PositionFit { get; init; } = PositionFit.Cut;

    /// <summary>Divides rows of the sine-cosine table.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double HeightInterpolation { get; init; } = 1;

    /// <summary>Divides columns of the sine-cosine table.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double WidthInterpolation { get; init; } = 1;

    /// <summary>Divides frames of the sine-cosine table.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double TimeInterpolation { get; init; } = 1;

    /// <summary>Base of the rotary frequencies.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double RotaryTheta { get; init; } = 10000;

    /// <summary>Whether values are rotated as well.</summary>
    public bool RotateValues { get; init; }

    /// <summary>Whether queries and keys are normalised per head.</summary>
    public bool QkNorm { get; init; } = true;

    /// <summary>Whether norms have weights.</summary>
    public bool ElementwiseAffine { get; init; } = true;

    /// <summary>Whether the q/k norms have weights; null follows <see cref="ElementwiseAffine"/> (SAT), diffusers always has them.</summary>
    public bool? QkNormAffine { get; init; }

    /// <summary>Added to the variance by the blocks' norms and the norm after them.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>
    /// Added to the variance by the output layer's norm: 1e-6 in the SAT version, whatever the others have (1e-5) in diffusers.
    /// </summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double OutputNormEpsilon { get; init; } = 1e-6;

    /// <summary>Whether the fused q, k, v projection has a bias (every published model has).</summary>
    public bool QkvBias { get; init; } = true;

    /// <summary>Whether the patch projection has a bias (every published model has).</summary>
    public bool PatchBias { get; init; } = true;

    /// <summary>Activation of the plain feed-forward; <see cref="SwiGlu"/> has its own.</summary>
    public Activation Activation { get; init; } = Activation.GeluTanh;

    /// <summary>Gated SiLU feed-forward by mixin.</summary>
    public bool SwiGlu { get; init; }

    /// <summary>Norms of the backbone.</summary>
    public NormKind Norm { get; init; } = NormKind.LayerNorm;

    /// <summary>
    /// Whether the backbone keeps SAT's unused <c>position_embeddings</c> of that many rows, so that its checkpoints
    /// load name for name (SAT drops the table only with sine-cosine positions). 0 leaves it out.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int UnusedPositionEmbeddings { get; init; }

    /// <summary>Whether training keeps only each layer's input and computes the rest again: less memory, more time, the same numbers.</summary>
    public bool CheckpointActivations { get; init; }

    /// <summary>Patch.</summary>
    public PatchSize Patch => new(PatchSizeT, PatchSize, PatchSize);

    /// <summary>Head size D.</summary>
    public int HeadSize => HiddenSize / NumAttentionHeads;

    /// <summary>Patches of the largest sample.</summary>
    public PatchGrid LargestGrid => Patch.GridOf(LatentFrames, LatentHeight, LatentWidth);

    /// <summary>Checks the sizes against each other.</summary>
    /// <exception cref="InputException">A rule is broken.</exception>
    public void Validate()
    {
        if (OfsEmbedDim is { } ofs && ofs != TimeEmbedDim)
        {
            throw new InputException($"ofs_embed_dim {ofs} must equal time_embed_dim {TimeEmbedDim}: the two embeddings are added.");
        }

        if (HiddenSize % 2 != 0)
        {
            throw new InputException($"hidden_size {HiddenSize} must be even; nearest: {HiddenSize - 1} or {HiddenSize + 1}.");
        }

        _ = LargestGrid;
    }

    internal SinCos3DParams SinCos() => new()
    {
        Grid = LargestGrid,
        HiddenSize = HiddenSize,
        TextLength = TextLength,
        HeightInterpolation = HeightInterpolation,
        WidthInterpolation = WidthInterpolation,
        TimeInterpolation = TimeInterpolation,
        Fit = PositionFit,
    };

    internal TransformerConfig Backbone() => new()
    {
        NumLayers = NumLayers,
        HiddenSize = HiddenSize,
        NumAttentionHeads = NumAttentionHeads,
        MaxSequenceLength = UnusedPositionEmbeddings,
        ElementwiseAffine = ElementwiseAffine,
        Norm = Norm,
        LayerNormEpsilon = NormEpsilon,
        QkvBias = QkvBias,
        Activation = SwiGlu ? Activation.Silu : Activation,
        CheckpointActivations = CheckpointActivations,
    };
}
