using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder;

/// <summary>
/// Video [B, C, F, H, W] to the posterior's moments [B, 2 * latent channels, T, H', W'] (means, then log variances).
/// Names and arithmetic of the reference's ContextParallelEncoder3D (sat/vae_modules/cp_enc_dec.py).
/// </summary>
internal sealed class Encoder3D : NetworkModule
{
    private readonly CausalConv3d _convIn;
    private readonly ModuleSequence<ResolutionLevel> _down;
    private readonly MiddleBlocks _mid;
    private readonly GroupNormLayer _normOut;
    private readonly CausalConv3d _convOut;

    public Encoder3D(AutoencoderConfig config)
        : base(nameof(Encoder3D))
    {
        var norm = config.Norm;
        _convIn = AddChild("conv_in", new CausalConv3d(config.InChannels, config.BaseChannels));
        _down = AddChild("down", new ModuleSequence<ResolutionLevel>(Enumerable.Range(0, config.Levels).Select(level =>
        {
            long before = level == 0 ? config.BaseChannels : config.Channels(level - 1);
            var after = config.Channels(level);
            var blocks = Enumerable.Range(0, config.ResBlocks).Select(i => new ResnetBlock3D(i == 0 ? before : after, after, config.EncoderBlockNorm));
            return new ResolutionLevel(
                blocks,
                down: level == config.Levels - 1 ? null : new Downsample3D(after, time: level < config.TemporalLevels));
        })));
        long channels = config.Channels(config.Levels - 1);
        _mid = AddChild("mid", new MiddleBlocks(channels, config.EncoderBlockNorm));
        _normOut = AddChild("norm_out", new GroupNormLayer(channels, norm));
        _convOut = AddChild("conv_out", new CausalConv3d(channels, 2 * config.LatentChannels));
    }

    public Tensor Forward(Tensor x_BCFHW, FramePass pass)
    {
        using var scope = NewDisposeScope();
        var features = pass.Seen("conv_in", _convIn.Forward(x_BCFHW, pass.Cache));
        for (var level = 0; level < _down.Count; level++)
        {
            features = pass.Seen($"down{level}", _down[level].Forward(features, pass));
        }

        using var middle = pass.Seen("mid_block", _mid.Forward(features, pass));
        using var active = FeatureOps.Swish(pass.Seen("norm_out", _normOut.Forward(middle)));
        return _convOut.Forward(active, pass.Cache).MoveToOuterDisposeScope();
    }
}
