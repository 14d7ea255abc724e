using SharpSat.Core.Layers;
using SharpSat.Core.Tensors.Kernels.Norms;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder;

/// <summary>
/// Group norm whose scale and shift come from the latent (MoVQ's spatially conditional norm):
/// norm(f) * conv_y(up(z)) + conv_b(up(z)), up being nearest-neighbour enlargement to the size of f.
/// </summary>
internal sealed class SpatialNorm3D : NetworkModule, IFeatureNorm
{
    private readonly GroupNormLayer _norm;
    private readonly CausalConv3d? _conv;
    private readonly CausalConv3d _scale;
    private readonly CausalConv3d _shift;

    public SpatialNorm3D(long channels, long latentChannels, NormSettings norm, bool latentConv = false)
        : base(nameof(SpatialNorm3D))
    {
        _norm = AddChild("norm_layer", new GroupNormLayer(channels, norm));
        _conv = latentConv ? AddChild("conv", new CausalConv3d(latentChannels, latentChannels)) : null;
        // A fresh decoder scales by about one; the usual random bias would all but switch its features off.
        _scale = AddChild("conv_y", new CausalConv3d(latentChannels, channels, [1, 1, 1], biasValue: 1));
        _shift = AddChild("conv_b", new CausalConv3d(latentChannels, channels, [1, 1, 1]));
    }

    public Tensor Forward(Tensor x_BCTHW, FramePass pass)
    {
        using var scope = NewDisposeScope();
        var latent = pass.Latent_BCTHW ?? throw new ArgumentException("A modulated norm needs the latent.", nameof(pass));
        var size = x_BCTHW.shape[2..];
        var normed = _norm.Forward(x_BCTHW);
        if (_conv is not null)
        {
            latent = _conv.Forward(Enlarge(latent, size, pass), pass.Cache);
        }

        // A 1x1x1 convolution commutes with nearest-neighbour enlargement, so it runs on the small latent.
        var shift = Enlarge(_shift.Forward(latent, null), size, pass);
        var scale = Enlarge(_scale.Forward(latent, null), size, pass);
        return (is_grad_enabled() ? addcmul(shift, normed, scale, 1) : shift.addcmul_(normed, scale, 1)).MoveToOuterDisposeScope();
    }

    Tensor IFeatureNorm.Activated(Tensor x_BCTHW, FramePass pass)
    {
        using var scope = NewDisposeScope();
        if (_conv is null && pass.Latent_BCTHW is { } latent && GroupSwish.Serves(x_BCTHW, _norm.Weight.Value))
        {
            // Nearest neighbours are looked up where they are needed, so that nothing is enlarged.
            var field = new ModulationField(_scale.Forward(latent, null), _shift.Forward(latent, null), pass.SplitsFirst(x_BCTHW.size(2)));
            return _norm.Activated(x_BCTHW, field)!.MoveToOuterDisposeScope();
        }

        return FeatureOps.Swish(Forward(x_BCTHW, pass)).MoveToOuterDisposeScope();
    }

    private static Tensor Enlarge(Tensor z_BCTHW, long[] size, FramePass pass)
    {
        var zSize = z_BCTHW.shape[2..];
        if (zSize.SequenceEqual(size))
        {
            return z_BCTHW.alias();
        }

        if (!pass.SplitsFirst(size[0]))
        {
            return Nearest(z_BCTHW, size);
        }

        using var scope = NewDisposeScope();
        var first = Nearest(z_BCTHW.narrow(2, 0, 1), [1, size[1], size[2]]);
        var rest = Nearest(z_BCTHW.narrow(2, 1, zSize[0] - 1), [size[0] - 1, size[1], size[2]]);
        return cat([first, rest], 2).MoveToOuterDisposeScope();
    }

    private static Tensor Nearest(Tensor x, long[] size) => nn.functional.interpolate(x, size, mode: InterpolationMode.Nearest);
}
