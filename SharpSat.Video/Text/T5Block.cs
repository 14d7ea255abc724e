using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Text;

/// <summary>One encoder block: pre-norm attention (<c>layer.0</c>), then a pre-norm feed-forward (<c>layer.1</c>).</summary>
public sealed class T5Block : NetworkModule
{
    private readonly Branch<T5SelfAttention> _attention;
    private readonly Branch<T5FeedForward> _feedForward;

    /// <summary>Declares the weights.</summary>
    public T5Block(T5Config config, bool ownsPositionBias)
        : base(nameof(T5Block))
    {
        ArgumentNullException.ThrowIfNull(config);
        _attention = new Branch<T5SelfAttention>("SelfAttention", new T5SelfAttention(config, ownsPositionBias), config);
        _feedForward = new Branch<T5FeedForward>("DenseReluDense", new T5FeedForward(config), config);
        AddChild("layer", new ModuleSequence<NetworkModule>([_attention, _feedForward]));
    }

    /// <summary>The attention layer.</summary>
    public T5SelfAttention Attention => _attention.Inner;

    /// <summary>Maps [B, S, E] to [B, S, E]; <paramref name="bias"/> is added to the attention scores.</summary>
    public Tensor Forward(Tensor x_BSE, Tensor bias)
    {
        using var scope = NewDisposeScope();
        var y_BSE = Finite(x_BSE.add(Attention.Forward(_attention.Norm.Forward(x_BSE), bias)));
        y_BSE = Finite(y_BSE.add(_feedForward.Inner.Forward(_feedForward.Norm.Forward(y_BSE))));
        return y_BSE.MoveToOuterDisposeScope();
    }

    // The activations of the released T5 weights overflow float16; as in the reference they are cut off, not lost.
    private static Tensor Finite(Tensor x) => x.dtype == ScalarType.Float16 ? x.clamp(-64504, 64504) : x;

    private sealed class Branch<T> : NetworkModule
        where T : NetworkModule
    {
        public Branch(string name, T inner, T5Config config)
            : base(name)
        {
            Inner = AddChild(name, inner);
            Norm = AddChild("layer_norm", new RmsNormLayer(config.ModelSize, config.Epsilon));
        }

        public T Inner { get; }

        public RmsNormLayer Norm { get; }
    }
}
