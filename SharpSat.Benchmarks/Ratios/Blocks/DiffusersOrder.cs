using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios.Blocks;

/// <summary>
/// The order of operations of diffusers, operation for operation (CogVideoXBlock, CogVideoXLayerNormZero,
/// CogVideoXAttnProcessor2_0, apply_rotary_emb): two streams, three projections, rotation in float32.
/// </summary>
internal sealed class DiffusersOrder : IDisposable
{
    // Which of SAT's twelve blocks are those of the two norms: shift, scale, gate, and the same for the text.
    private static readonly long[] First = [0, 1, 2, 6, 7, 8];
    private static readonly long[] Second = [3, 4, 5, 9, 10, 11];

    private readonly PlainWeights _w;
    private readonly BlockSubject _subject;
    private readonly Tensor[] _qkvWeights;
    private readonly Tensor[] _qkvBiases;
    private readonly (Tensor Weight, Tensor Bias) _first;
    private readonly (Tensor Weight, Tensor Bias) _second;

    public DiffusersOrder(BlockSubject subject)
    {
        (_w, _subject) = (new PlainWeights(subject), subject);
        using var guard = no_grad();
        _qkvWeights = [.. _w.QkvWeight.chunk(3, 0).Select(t => t.clone())];
        _qkvBiases = [.. _w.QkvBias.chunk(3, 0).Select(t => t.clone())];
        (_first, _second) = (Rows(First), Rows(Second));
    }

    /// <summary>One pass of the block, both streams joined at the end for comparison.</summary>
    public Tensor Forward(Tensor x_BSE)
    {
        using var scope = NewDisposeScope();
        var text = _subject.Size.Text;
        var hidden = x_BSE.narrow(1, text, x_BSE.size(1) - text);
        var encoder = x_BSE.narrow(1, 0, text);
        var (normHidden, normEncoder, gate, encoderGate) = NormZero(hidden, encoder, _first, _w.InputNorm);
        var attended = Attention(cat([normEncoder, normHidden], 1)).split([text, hidden.size(1)], 1);
        hidden = hidden + (gate * attended[1]);
        encoder = encoder + (encoderGate * attended[0]);

        (normHidden, normEncoder, gate, encoderGate) = NormZero(hidden, encoder, _second, _w.MiddleNorm);
        var fed = FeedForward(cat([normEncoder, normHidden], 1));
        hidden = hidden + (gate * fed.narrow(1, text, hidden.size(1)));
        encoder = encoder + (encoderGate * fed.narrow(1, 0, text));
        return cat([encoder, hidden], 1).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var tensor in _qkvWeights.Concat(_qkvBiases).Concat([_first.Weight, _first.Bias, _second.Weight, _second.Bias]))
        {
            tensor.Dispose();
        }
    }

    private (Tensor Hidden, Tensor Encoder, Tensor Gate, Tensor EncoderGate) NormZero(
        Tensor hidden, Tensor encoder, (Tensor Weight, Tensor Bias) linear, Func<Tensor, Tensor> norm)
    {
        var m = nn.functional.linear(nn.functional.silu(_subject.Time_BE), linear.Weight, linear.Bias).chunk(6, 1);
        hidden = (norm(hidden) * (1 + m[1]).unsqueeze(1)) + m[0].unsqueeze(1);
        encoder = (norm(encoder) * (1 + m[4]).unsqueeze(1)) + m[3].unsqueeze(1);
        return (hidden, encoder, m[2].unsqueeze(1), m[5].unsqueeze(1));
    }

    private Tensor Attention(Tensor x_BSE)
    {
        var parts = _qkvWeights.Zip(_qkvBiases, (w, b) => nn.functional.linear(x_BSE, w, b).unflatten(2, [_subject.Size.Heads, -1]).transpose(1, 2)).ToList();
        var query = Turn(_w.QueryNorm(parts[0]));
        var key = Turn(_w.KeyNorm(parts[1]));
        var mixed = nn.functional.scaled_dot_product_attention(query, key, parts[2]);
        return nn.functional.linear(mixed.transpose(1, 2).flatten(2), _w.DenseWeight, _w.DenseBias);
    }

    private Tensor FeedForward(Tensor x_BSE)
    {
        var inner = nn.functional.gelu(nn.functional.linear(x_BSE, _w.UpWeight, _w.UpBias), TorchSharp.Modules.GELU.Approximate.tanh);
        return nn.functional.linear(inner, _w.DownWeight, _w.DownBias);
    }

    private Tensor Turn(Tensor x_BNSD)
    {
        if (_subject.Cos_SD is null || _subject.Sin_SD is null)
        {
            return x_BNSD;
        }

        var text = _subject.Size.Text;
        var video = x_BNSD.narrow(2, text, x_BNSD.size(2) - text);
        var pairs = video.reshape([.. video.shape[..3], -1, 2]).unbind(-1);
        var swapped = stack([-pairs[1], pairs[0]], -1).flatten(3);
        var turned = ((video.to(ScalarType.Float32) * _subject.Cos_SD) + (swapped.to(ScalarType.Float32) * _subject.Sin_SD)).to(x_BNSD.dtype);
        video.copy_(turned);
        return x_BNSD;
    }

    private (Tensor Weight, Tensor Bias) Rows(long[] blocks)
    {
        using var scope = NewDisposeScope();
        Tensor[] weights = _w.TimeWeight.chunk(12, 0), biases = _w.TimeBias.chunk(12, 0);
        var (weight, bias) = (cat([.. blocks.Select(i => weights[i])], 0), cat([.. blocks.Select(i => biases[i])], 0));
        return (weight.MoveToOuterDisposeScope(), bias.MoveToOuterDisposeScope());
    }
}
