using SharpSat.Core.Context;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.Patches;
using SharpSat.Mixins.Positions;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios.Blocks;

/// <summary>A network of one block with random weights (gates not zero), and an input for the block.</summary>
internal sealed class BlockSubject : IDisposable
{
    private readonly CogVideoXTransformer _model;

    public BlockSubject(BlockSize size, ScalarType dtype)
    {
        (Size, Dtype) = (size, dtype);
        _model = new CogVideoXTransformer(new CogVideoXConfig
        {
            NumLayers = 1, HiddenSize = size.Width, NumAttentionHeads = size.Heads, TimeEmbedDim = size.TimeWidth, TextHiddenSize = 64,
            TextLength = size.Text, LatentFrames = size.T, LatentHeight = 2 * size.H, LatentWidth = 2 * size.W,
            Positions = size.Rotary ? PositionKind.Rotary : PositionKind.SinCos,
        });
        using var noise = new NoiseSource(5, "benchmark");
        _model.Materialize(noise, ScalarType.Float32, CPU);
        OpenGates(_model);
        _model.Materialize(noise, dtype, CPU);
        _model.eval();
        X_BSE = noise.Normal([size.Batch, size.Tokens, size.Width], dtype, CPU);
        Time_BE = noise.Normal([size.Batch, size.TimeWidth], dtype, CPU);
        Weights = _model.NamedWeights().ToDictionary(w => w.Name, w => w.Weight, StringComparer.Ordinal);
        if (size.Rotary)
        {
            var angles_SD = RotaryGrid.Angles(PositionFit.Cut, Grid, Grid, size.Width / size.Heads);
            (Cos_SD, Sin_SD) = (angles_SD.cos(), angles_SD.sin());
        }
    }

    public BlockSize Size { get; }

    public ScalarType Dtype { get; }

    public CogVideoXTransformer Model => _model;

    public Tensor X_BSE { get; }

    public Tensor Time_BE { get; }

    /// <summary>Rotations of the video tokens, float32, or null.</summary>
    public Tensor? Cos_SD { get; }

    public Tensor? Sin_SD { get; }

    public IReadOnlyDictionary<string, Weight> Weights { get; }

    private PatchGrid Grid => new(Size.T, Size.H, Size.W);

    /// <summary>Gives a fresh network gates, which start at zero, and norms that differ.</summary>
    public static void OpenGates(CogVideoXTransformer network)
    {
        using var guard = no_grad();
        foreach (var (_, weight) in network.NamedWeights().Where(w => w.Name.Contains("adaLN", StringComparison.Ordinal)))
        {
            Tensor value = weight.Value;
            value.normal_(0, 0.05);
        }

        foreach (var (_, weight) in network.NamedWeights().Where(w => w.Name.Contains("norm", StringComparison.Ordinal)))
        {
            Tensor value = weight.Value;
            value.add_(randn_like(value) * 0.1);
        }
    }

    /// <summary>One pass of the block through its hooks.</summary>
    public Tensor Forward(Tensor x_BSE)
    {
        using var scope = NewDisposeScope();
        var context = new ForwardContext { Hooks = _model.Hooks, PassScope = scope };
        context.Set(VideoContext.Time_BE, Time_BE);
        context.Set(VideoContext.TextLength, Size.Text);
        context.Set(VideoContext.Grid, Grid);
        return BaseTransformer.Run(_model.Transformer.Layers, x_BSE, AttentionMask.Full, context).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _model.Dispose();
        X_BSE.Dispose();
        Time_BE.Dispose();
        Cos_SD?.Dispose();
        Sin_SD?.Dispose();
    }
}
