using SharpSat.Core.Layers;
using SharpSat.Core.Tensors.Kernels.Activations;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Text;

/// <summary>
/// Gated feed-forward of T5 v1.1: <c>wo(gelu(wi_0 x) * wi_1 x)</c> with the tanh form of GELU (Shazeer 2020,
/// "GLU Variants Improve Transformer"). No bias.
/// </summary>
public sealed class T5FeedForward : NetworkModule
{
    private readonly LinearLayer _gate;
    private readonly LinearLayer _up;
    private readonly LinearLayer _down;

    /// <summary>Declares the weights.</summary>
    public T5FeedForward(T5Config config)
        : base(nameof(T5FeedForward))
    {
        ArgumentNullException.ThrowIfNull(config);
        var fromModel = WeightInit.Normal(Math.Pow(config.ModelSize, -0.5));
        var fromInner = WeightInit.Normal(Math.Pow(config.FeedForwardSize, -0.5));
        _gate = AddChild("wi_0", new LinearLayer(config.ModelSize, config.FeedForwardSize, bias: false, fromModel));
        _up = AddChild("wi_1", new LinearLayer(config.ModelSize, config.FeedForwardSize, bias: false, fromModel));
        _down = AddChild("wo", new LinearLayer(config.FeedForwardSize, config.ModelSize, bias: false, fromInner));
    }

    /// <summary>Maps [..., E] to [..., E].</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var wide = _gate.Forward(x);
        if (TanhGelu.Serves(wide) && !is_grad_enabled())
        {
            return _down.Forward(TanhGelu.Apply(wide, overwrite: true).mul_(_up.Forward(x))).MoveToOuterDisposeScope();
        }

        var gate = nn.functional.gelu(wide, TorchSharp.Modules.GELU.Approximate.tanh);
        return _down.Forward(gate.mul(_up.Forward(x))).MoveToOuterDisposeScope();
    }
}
