using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder;

/// <summary>x + conv2(swish(norm2(conv1(swish(norm1(x)))))); a 1x1x1 <c>nin_shortcut</c> where the channels change.</summary>
internal sealed class ResnetBlock3D : NetworkModule
{
    private readonly IFeatureNorm _norm1;
    private readonly CausalConv3d _conv1;
    private readonly LinearLayer? _time;
    private readonly IFeatureNorm _norm2;
    private readonly CausalConv3d _conv2;
    private readonly ConvLayer? _shortcut;
    private readonly CausalConv3d? _wideShortcut;

    /// <param name="inChannels">Channels of x.</param>
    /// <param name="outChannels">Channels of the result.</param>
    /// <param name="norm">Group norm settings.</param>
    /// <param name="latentChannels">Given: norms modulated by a latent of so many channels.</param>
    /// <param name="timeChannels">Above 0: an embedding of this width is projected and added between the convolutions.</param>
    /// <param name="latentConv">Whether the modulated norms first convolve the latent.</param>
    /// <param name="wideShortcut">Whether the shortcut is a 3x3x3 <c>conv_shortcut</c> instead of the 1x1x1 one.</param>
    public ResnetBlock3D(
        long inChannels,
        long outChannels,
        NormSettings norm,
        long? latentChannels = null,
        long timeChannels = 0,
        bool latentConv = false,
        bool wideShortcut = false)
        : base(nameof(ResnetBlock3D))
    {
        _norm1 = AddNorm("norm1", inChannels, norm, latentChannels, latentConv);
        _conv1 = AddChild("conv1", new CausalConv3d(inChannels, outChannels));
        _time = timeChannels > 0 ? AddChild("temb_proj", new LinearLayer(timeChannels, outChannels)) : null;
        _norm2 = AddNorm("norm2", outChannels, norm, latentChannels, latentConv);
        _conv2 = AddChild("conv2", new CausalConv3d(outChannels, outChannels));
        var changes = inChannels != outChannels;
        _shortcut = changes && !wideShortcut ? AddChild("nin_shortcut", new ConvLayer(inChannels, outChannels, [1, 1, 1])) : null;
        _wideShortcut = changes && wideShortcut ? AddChild("conv_shortcut", new CausalConv3d(inChannels, outChannels)) : null;
    }

    public Tensor Forward(Tensor x_BCTHW, FramePass pass, Tensor? time_BE = null)
    {
        using var scope = NewDisposeScope();
        using var hidden = Branch(_norm1, _conv1, x_BCTHW, pass);
        if (_time is not null && time_BE is not null)
        {
            hidden.add_(_time.Forward(nn.functional.silu(time_BE))[.., .., TensorIndex.None, TensorIndex.None, TensorIndex.None]);
        }

        var result = Branch(_norm2, _conv2, hidden, pass);
        var residual = _shortcut?.Forward(x_BCTHW) ?? _wideShortcut?.Forward(x_BCTHW, pass.Cache) ?? x_BCTHW;
        return result.add_(residual).MoveToOuterDisposeScope();
    }

    private static Tensor Branch(IFeatureNorm norm, CausalConv3d conv, Tensor x_BCTHW, FramePass pass)
    {
        using var active = norm.Activated(x_BCTHW, pass);
        return conv.Forward(active, pass.Cache);
    }

    private IFeatureNorm AddNorm(string name, long channels, NormSettings norm, long? latentChannels, bool latentConv) =>
        latentChannels is { } latent
            ? AddChild(name, new SpatialNorm3D(channels, latent, norm, latentConv))
            : AddChild(name, new GroupNormLayer(channels, norm));
}
