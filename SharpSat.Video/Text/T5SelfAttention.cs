using SharpSat.Core.Layers;
using SharpSat.Core.Tensors.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Text;

// B batch, S tokens, N heads, D head dim, E hidden.

/// <summary>
/// Self-attention of T5: no bias, no 1/sqrt(D) scaling, a bias per head and relative position added to the scores.
/// Weights <c>q</c>, <c>k</c>, <c>v</c> [N*D, E], <c>o</c> [E, N*D] and, in the first block only,
/// <c>relative_attention_bias</c> [buckets, N].
/// </summary>
public sealed class T5SelfAttention : NetworkModule
{
    private readonly T5Config _config;
    private readonly LinearLayer _query;
    private readonly LinearLayer _key;
    private readonly LinearLayer _value;
    private readonly LinearLayer _output;
    private readonly EmbeddingLayer? _positionBias;

    /// <summary>Declares the weights.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="ownsPositionBias">True in the first block, whose bias all blocks share.</param>
    public T5SelfAttention(T5Config config, bool ownsPositionBias)
        : base(nameof(T5SelfAttention))
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
        long inner = (long)config.Heads * config.HeadSize;
        double fromModel = Math.Pow(config.ModelSize, -0.5);
        _query = AddChild("q", Linear(config.ModelSize, inner, Math.Pow((double)config.ModelSize * config.HeadSize, -0.5)));
        _key = AddChild("k", Linear(config.ModelSize, inner, fromModel));
        _value = AddChild("v", Linear(config.ModelSize, inner, fromModel));
        _output = AddChild("o", Linear(inner, config.ModelSize, Math.Pow(inner, -0.5)));
        if (ownsPositionBias)
        {
            _positionBias = AddChild("relative_attention_bias", new EmbeddingLayer(config.PositionBuckets, config.Heads, WeightInit.Normal(fromModel)));
        }
    }

    /// <summary>The bias of every relative position, [1, N, S, S] (query before key).</summary>
    /// <exception cref="InvalidOperationException">This is not the first block.</exception>
    public Tensor PositionBias(int length)
    {
        if (_positionBias is null)
        {
            throw new InvalidOperationException("Only the first block owns the relative position bias.");
        }

        using var scope = NewDisposeScope();
        var table = T5RelativePositions.Table(length, _config.PositionBuckets, _config.MaxDistance);
        var buckets_SS = tensor(table, [length, length], device: _positionBias.Weight.Value.device);
        return _positionBias.Forward(buckets_SS).permute(2, 0, 1).unsqueeze(0).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Attends; <paramref name="bias"/> [B or 1, N, S, S] is added to the scores.</summary>
    public Tensor Forward(Tensor x_BSE, Tensor bias)
    {
        using var scope = NewDisposeScope();
        var q_BNSD = Heads(_query.Forward(x_BSE));
        var k_BNSD = Heads(_key.Forward(x_BSE));
        var v_BNSD = Heads(_value.Forward(x_BSE));
        if (KernelChoice.Serves(x_BSE) && !is_grad_enabled())
        {
            // The library's fused attention divides by sqrt(D), which T5 does not.
            var scaled_BNSD = q_BNSD * Math.Sqrt(_config.HeadSize);
            var attended_BNSD = nn.functional.scaled_dot_product_attention(scaled_BNSD, k_BNSD, v_BNSD, bias.to(x_BSE.dtype));
            return _output.Forward(attended_BNSD.transpose(1, 2).flatten(2)).MoveToOuterDisposeScope();
        }

        var scores_BNSS = q_BNSD.matmul(k_BNSD.transpose(2, 3)).add(bias);
        var weights_BNSS = nn.functional.softmax(scores_BNSS, -1, ScalarType.Float32).to(v_BNSD.dtype);
        var mixed = weights_BNSS.matmul(v_BNSD).transpose(1, 2).flatten(2);
        return _output.Forward(mixed).MoveToOuterDisposeScope();
    }

    private static LinearLayer Linear(long from, long to, double std) => new(from, to, bias: false, WeightInit.Normal(std));

    private Tensor Heads(Tensor x) => x.unflatten(2, _config.Heads, _config.HeadSize).transpose(1, 2);
}
