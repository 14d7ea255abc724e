using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder;

/// <summary>The residual blocks of one resolution (<c>block.0</c>, ...) and what follows them (<c>downsample</c> or <c>upsample</c>).</summary>
internal sealed class ResolutionLevel : NetworkModule
{
    private readonly ModuleSequence<ResnetBlock3D> _blocks;
    private readonly Downsample3D? _down;
    private readonly Upsample3D? _up;

    public ResolutionLevel(IEnumerable<ResnetBlock3D> blocks, Downsample3D? down = null, Upsample3D? up = null)
        : base(nameof(ResolutionLevel))
    {
        _blocks = AddChild("block", new ModuleSequence<ResnetBlock3D>(blocks));
        _down = down is null ? null : AddChild("downsample", down);
        _up = up is null ? null : AddChild("upsample", up);
    }

    /// <summary>Disposes <paramref name="owned_BCTHW"/>.</summary>
    public Tensor Forward(Tensor owned_BCTHW, FramePass pass)
    {
        var x = owned_BCTHW;
        foreach (var block in _blocks.Items)
        {
            using var input = x;
            x = block.Forward(input, pass);
        }

        if (_down is null && _up is null)
        {
            return x;
        }

        using var last = x;
        return _down is not null ? _down.Forward(last, pass.Grouping) : _up!.Forward(last, pass.Grouping);
    }
}
