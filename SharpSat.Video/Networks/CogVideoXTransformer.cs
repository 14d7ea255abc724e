using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Core.Models;
using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.FeedForward;
using SharpSat.Mixins.Modulation;
using SharpSat.Mixins.Patches;
using SharpSat.Mixins.Positions;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Networks;

/// <summary>
/// The CogVideoX diffusion transformer: a plain backbone made into a video network by five mixins (positions, patch
/// embedding, adaptive norms, final layer, and for some variants SwiGLU). Parameter names are SAT's.
/// Legend: B batch, T latent frames, C channels, H, W, S tokens, E hidden. Reference: CogVideo sat/dit_video_concat.py.
/// </summary>
[Model("cogvideox", Aliases = ["dit_video_concat.DiffusionTransformer"])]
public sealed class CogVideoXTransformer : BaseModel, INetwork
{
    private readonly TimestepEmbedding _time;
    private readonly TimestepEmbedding? _ofs;

    /// <summary>Builds the network on the meta device.</summary>
    /// <exception cref="Core.Errors.InputException">The sizes do not fit together.</exception>
    public CogVideoXTransformer(CogVideoXConfig config)
        : base(Checked(config).Backbone())
    {
        Config = config;
        _time = AddChild("time_embed", new TimestepEmbedding(config.HiddenSize, config.TimeEmbedDim, "time_embed"));
        _ofs = config.OfsEmbedDim is { } ofs ? AddChild("ofs_embed", new TimestepEmbedding(ofs, ofs, "ofs_embed")) : null;
        Add("pos_embed", PositionMixin(config));
        Add("patch_embed", new PatchEmbeddingMixin(new PatchEmbeddingParams
        {
            InChannels = config.InChannels,
            HiddenSize = config.HiddenSize,
            PatchSize = config.Patch,
            TextHiddenSize = config.TextHiddenSize,
            PatchBias = config.PatchBias,
        }));
        Add("adaln_layer", new AdaLayerNormMixin(new AdaLayerNormParams
        {
            HiddenSize = config.HiddenSize,
            NumLayers = config.NumLayers,
            TimeEmbedDim = config.TimeEmbedDim,
            HeadSize = config.HeadSize,
            QkNorm = config.QkNorm,
            ElementwiseAffine = config.QkNormAffine ?? config.ElementwiseAffine,
        }));
        Add("final_layer", new FinalLayerMixin(new FinalLayerParams
        {
            HiddenSize = config.HiddenSize,
            TimeEmbedDim = config.TimeEmbedDim,
            PatchSize = config.Patch,
            OutChannels = config.OutChannels,
            ElementwiseAffine = config.ElementwiseAffine,
            NormEpsilon = config.OutputNormEpsilon,
        }));
        if (config.SwiGlu)
        {
            Add("swiglu", new SwiGluMixin(new SwiGluParams
            {
                NumLayers = config.NumLayers,
                HiddenSize = config.HiddenSize,
                InnerHiddenSize = 4 * config.HiddenSize,
            }));
        }
    }

    /// <summary>Sizes and choices.</summary>
    public CogVideoXConfig Config { get; }

    /// <summary>Draws of dropouts (LoRA's included) in training.</summary>
    public INoiseSource? DropoutNoise { get; set; }

    /// <summary>Type of the activations; null is that of the weights. Weights of another type are cast where they are used.</summary>
    public ScalarType? ComputeType { get; set; }

    /// <inheritdoc/>
    public Tensor Predict(Tensor x_BTCHW, Tensor timestep_B, Conditioning conditioning) =>
        Predict(x_BTCHW, timestep_B, conditioning, new ForwardContext { Training = training, Noise = DropoutNoise });

    /// <summary>One forward pass with a context of the caller's (hidden states, values for mixins).</summary>
    public Tensor Predict(Tensor x_BTCHW, Tensor timestep_B, Conditioning conditioning, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(conditioning);
        return WithHooks(context).Call(NetworkHooks.NetworkForward, null, new NetworkForwardArgs(x_BTCHW, timestep_B, conditioning, this));
    }

    internal Tensor DefaultForward(NetworkForwardArgs args, ForwardContext context)
    {
        var (x_BTCHW, timestep_B, conditioning, _) = args;
        using var scope = NewDisposeScope();
        var latents = conditioning.Concat_BTCHW is { } concat ? cat([x_BTCHW, ForEach(x_BTCHW, concat)], 2) : x_BTCHW;
        var dtype = ComputeType ?? WeightType;
        context.Set(VideoContext.Latents_BTCHW, latents.to(dtype));
        context.Set(VideoContext.Text_BSE, conditioning.Text_BSE.to(dtype));
        context.Set(VideoContext.Time_BE, EmbedTime(timestep_B, conditioning.Ofs_B, context));
        if (conditioning.Rotary is { } rotary)
        {
            context.Set(VideoContext.Rotary, rotary);
        }

        context.Set(VideoContext.TextLength, (int)conditioning.Text_BSE.size(1));
        context.Set(VideoContext.Grid, Config.Patch.GridOf(latents.size(1), latents.size(3), latents.size(4)));
        var y_BTCHW = Forward(new TransformerInputs(), context);
        context.MoveOutputsToOuterScope();
        return y_BTCHW.MoveToOuterDisposeScope();
    }

    /// <summary>The timestep's part of the embedding alone: [B] to [B, time width].</summary>
    internal Tensor EmbedTimestep(Tensor timestep_B, ForwardContext? context = null) => _time.Forward(timestep_B, WithHooks(context ?? new ForwardContext()), ComputeType);

    /// <summary>Timestep (and offset) embedding the blocks receive: [B] to [B, time width].</summary>
    /// <param name="timestep_B">Timestep values.</param>
    /// <param name="ofs_B">Offset values, where the network takes them.</param>
    /// <param name="context">Context of the forward pass; null for an inference of its own.</param>
    public Tensor EmbedTime(Tensor timestep_B, Tensor? ofs_B, ForwardContext? context = null)
    {
        using var scope = NewDisposeScope();
        var time = EmbedTimestep(timestep_B, context);
        return (_ofs is null ? time : time + EmbedOffset(ofs_B, context)!).MoveToOuterDisposeScope();
    }

    /// <summary>The offset's part of <see cref="EmbedTime"/>, or null if the network has none.</summary>
    internal Tensor? EmbedOffset(Tensor? ofs_B, ForwardContext? context = null) => _ofs?.Forward(
        ofs_B ?? throw new InvalidOperationException("This network has an offset embedding (ofs_embed_dim); the conditioning must give Ofs_B."),
        WithHooks(context ?? new ForwardContext()),
        ComputeType);

    /// <inheritdoc/>
    protected override void Configure(HookBuilder hooks)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        hooks.Declare(NetworkHooks.NetworkForward);
    }

    /// <inheritdoc/>
    protected override IEnumerable<HookSite> OwnSites => (_time?.Sites ?? []).Concat(_ofs?.Sites ?? []);

    // Latents given once serve both halves of a guided batch.
    private static Tensor ForEach(Tensor x_BTCHW, Tensor concat_BTCHW)
    {
        var (batch, given) = (x_BTCHW.size(0), concat_BTCHW.size(0));
        return given < batch && batch % given == 0
            ? concat_BTCHW.to(x_BTCHW.dtype).repeat([batch / given, 1, 1, 1, 1])
            : concat_BTCHW.to(x_BTCHW.dtype);
    }

    private ScalarType WeightType => Transformer.Layers[0].Attention.QueryKeyValue.Layer is { Scale: null, Weight: var weight }
        ? weight.Value.dtype
        : _time.Sites.First().Linear.Weight.Value.dtype;

    private static CogVideoXConfig Checked(CogVideoXConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        return config;
    }

    private static ModelMixin PositionMixin(CogVideoXConfig config) => config.Positions == PositionKind.SinCos
        ? new SinCos3DMixin(config.SinCos())
        : new Rotary3DMixin(new Rotary3DParams
        {
            Grid = config.LargestGrid,
            HiddenSize = config.HiddenSize,
            HeadSize = config.HeadSize,
            TextLength = config.TextLength,
            Theta = config.RotaryTheta,
            RotateValues = config.RotateValues,
            Fit = config.PositionFit,
            LearnablePositions = config.Positions == PositionKind.RotaryAndLearnable,
            OtherFrames = config.Positions == PositionKind.RotaryAndLearnable ? config.SinCos() : null,
        });
}
