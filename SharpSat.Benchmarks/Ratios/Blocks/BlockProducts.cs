using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios.Blocks;

/// <summary>
/// What a block cannot do without: its matrix products and one attention, on ready tensors; and the same with the products of
/// the backward pass.
/// </summary>
internal sealed class BlockProducts : IDisposable
{
    private readonly PlainWeights _w;
    private readonly BlockSubject _subject;
    private readonly Tensor _inner_BSF;
    private readonly Tensor _qkv_BSE;
    private readonly Tensor _values_BP;
    private readonly Tensor[] _heads_BNSD;
    private readonly Tensor[] _factors;
    private readonly Tensor[] _taught_BNSD;

    /// <param name="subject">Weights and sizes.</param>
    /// <param name="loraRank">Above 0: base weights get no gradients, and qkv and dense have factors of that rank, which do.</param>
    public BlockProducts(BlockSubject subject, int loraRank = 0)
    {
        (_w, _subject) = (new PlainWeights(subject), subject);
        var (size, dtype) = (subject.Size, subject.Dtype);
        _inner_BSF = randn([size.Batch, size.Tokens, 4 * size.Width]).to(dtype);
        _values_BP = randn([size.Batch, 12 * size.Width]).to(dtype);
        _qkv_BSE = randn([size.Batch, size.Tokens, 3 * size.Width]).to(dtype);
        _heads_BNSD = [.. Enumerable.Range(0, 4).Select(_ => randn([size.Batch, size.Heads, size.Tokens, size.Width / size.Heads]).to(dtype))];
        _taught_BNSD = [.. _heads_BNSD.Take(3).Select(t => t.detach().requires_grad_(true))];
        _factors = loraRank == 0 ? [] : [randn([loraRank, size.Width]).to(dtype), randn([size.Width, loraRank]).to(dtype), randn([size.Batch, size.Tokens, loraRank]).to(dtype)];
    }

    /// <summary>Products of the forward pass, and the attention.</summary>
    public void Forward()
    {
        Products();
        nn.functional.scaled_dot_product_attention(_heads_BNSD[0], _heads_BNSD[1], _heads_BNSD[2]);
    }

    /// <summary>Products of the forward and of the backward pass, and the attention both ways.</summary>
    public void ForwardAndBackward()
    {
        Products();
        var x = _subject.X_BSE;
        if (_factors.Length == 0)
        {
            _values_BP.t().mm(_subject.Time_BE);
        }

        Backward(_qkv_BSE, _w.QkvWeight, x);
        Backward(x, _w.DenseWeight, x);
        Backward(_inner_BSF, _w.UpWeight, x);
        Backward(x, _w.DownWeight, _inner_BSF);
        if (_factors.Length > 0)
        {
            // Three pairs on qkv, one on dense: forward, and gradients of both factors and of the input.
            for (var pair = 0; pair < 4; pair++)
            {
                nn.functional.linear(nn.functional.linear(x, _factors[0]), _factors[1]);
                var narrow = x.matmul(_factors[1]);
                narrow.matmul(_factors[0]);
                Transposed(x, _factors[2]);
                Transposed(narrow, x);
            }
        }

        using var learning = enable_grad();
        Attend().backward([_heads_BNSD[3]]);
        foreach (var head in _taught_BNSD)
        {
            head.grad = null;
        }
    }

    public void Dispose()
    {
        foreach (var tensor in _heads_BNSD.Concat(_taught_BNSD).Concat(_factors).Append(_inner_BSF).Append(_qkv_BSE).Append(_values_BP))
        {
            tensor.Dispose();
        }
    }

    private void Products()
    {
        nn.functional.linear(_subject.Time_BE, _w.TimeWeight, _w.TimeBias);
        nn.functional.linear(_subject.X_BSE, _w.QkvWeight, _w.QkvBias);
        nn.functional.linear(_subject.X_BSE, _w.DenseWeight, _w.DenseBias);
        nn.functional.linear(_subject.X_BSE, _w.UpWeight, _w.UpBias);
        nn.functional.linear(_inner_BSF, _w.DownWeight, _w.DownBias);
    }

    // The faster of the library's two ways for the number of tokens.
    private Tensor Attend()
    {
        var (q, k, v) = (_taught_BNSD[0], _taught_BNSD[1], _taught_BNSD[2]);
        return _subject.Size.Tokens > 192
            ? nn.functional.scaled_dot_product_attention(q, k, v)
            : (q * (1 / Math.Sqrt(q.size(3)))).matmul(k.transpose(2, 3)).softmax(-1).matmul(v);
    }

    private void Backward(Tensor gradient, Tensor weight, Tensor input)
    {
        gradient.matmul(weight);
        if (_factors.Length == 0)
        {
            Transposed(gradient, input);
        }
    }

    private static void Transposed(Tensor left_BSE, Tensor right_BSF) => left_BSE.flatten(0, 1).t().mm(right_BSF.flatten(0, 1));
}
