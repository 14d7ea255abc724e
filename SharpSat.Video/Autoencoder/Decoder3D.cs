using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder;

/// <summary>
/// Latent [B, latent channels, T, H', W'] to video [B, C, F, H, W], not clamped. Names and arithmetic of the
/// reference's ContextParallelDecoder3D (sat/vae_modules/cp_enc_dec.py).
/// </summary>
internal sealed class Decoder3D : NetworkModule
{
    private readonly CausalConv3d _convIn;
    private readonly MiddleBlocks _mid;
    private readonly ModuleSequence<ResolutionLevel> _up;
    private readonly SpatialNorm3D _normOut;
    private readonly CausalConv3d _convOut;

    public Decoder3D(AutoencoderConfig config)
        : base(nameof(Decoder3D))
    {
        var norm = config.Norm;
        long latent = config.LatentChannels;
        var last = config.Levels - 1;
        _convIn = AddChild("conv_in", new CausalConv3d(latent, config.Channels(last)));
        _mid = AddChild("mid", new MiddleBlocks(config.Channels(last), norm, latent));
        _up = AddChild("up", new ModuleSequence<ResolutionLevel>(Enumerable.Range(0, config.Levels).Select(level =>
        {
            long before = config.Channels(Math.Min(level + 1, last));
            long after = config.Channels(level);
            var blocks = Enumerable.Range(0, config.ResBlocks + 1)
                .Select(i => new ResnetBlock3D(i == 0 ? before : after, after, norm, latent));
            return new ResolutionLevel(
                blocks,
                up: level == 0 ? null : new Upsample3D(after, time: level >= config.Levels - config.TemporalLevels));
        })));
        _normOut = AddChild("norm_out", new SpatialNorm3D(config.Channels(0), latent, norm));
        _convOut = AddChild("conv_out", new CausalConv3d(config.Channels(0), config.OutChannels));
    }

    public Tensor Forward(Tensor z_BCTHW, FramePass pass)
    {
        using var scope = NewDisposeScope();
        pass = pass with { Latent_BCTHW = z_BCTHW };
        Tensor features;
        using (var entry = pass.Seen("conv_in", _convIn.Forward(z_BCTHW, pass.Cache)))
        {
            features = pass.Seen("mid_block", _mid.Forward(entry, pass));
        }

        for (var level = _up.Count - 1; level >= 0; level--)
        {
            features = pass.Seen($"up{level}", _up[level].Forward(features, pass));
        }

        using var input = features;
        using var active = FeatureOps.Swish(pass.Seen("norm_out", _normOut.Forward(input, pass)));
        return _convOut.Forward(active, pass.Cache).MoveToOuterDisposeScope();
    }
}
