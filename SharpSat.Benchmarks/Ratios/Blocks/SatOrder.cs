using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios.Blocks;

/// <summary>
/// The order of operations of the SAT version, operation for operation (CogVideo sat/dit_video_concat.py, AdaLNMixin and
/// Rotary3DPositionEmbeddingMixin, with SwissArmyTransformer's attention and feed-forward).
/// </summary>
internal sealed class SatOrder
{
    private readonly PlainWeights _w;
    private readonly BlockSubject _subject;
    private readonly Tensor? _cos_SD;
    private readonly Tensor? _sin_SD;

    public SatOrder(BlockSubject subject)
    {
        (_w, _subject) = (new PlainWeights(subject), subject);
        (_cos_SD, _sin_SD) = (subject.Cos_SD?.to(subject.Dtype), subject.Sin_SD?.to(subject.Dtype));
    }

    /// <summary>One pass of the block.</summary>
    public Tensor Forward(Tensor x_BSE)
    {
        using var scope = NewDisposeScope();
        var text = x_BSE.narrow(1, 0, _subject.Size.Text);
        var image = x_BSE.narrow(1, _subject.Size.Text, x_BSE.size(1) - _subject.Size.Text);
        var m = nn.functional.linear(nn.functional.silu(_subject.Time_BE), _w.TimeWeight, _w.TimeBias).chunk(12, 1);

        var attentionInput = cat([Modulate(_w.InputNorm(text), m[6], m[7]), Modulate(_w.InputNorm(image), m[0], m[1])], 1);
        var (textOut, imageOut) = Streams(Attention(attentionInput));
        image = image + (m[2].unsqueeze(1) * imageOut);
        text = text + (m[8].unsqueeze(1) * textOut);

        var mlpInput = cat([Modulate(_w.MiddleNorm(text), m[9], m[10]), Modulate(_w.MiddleNorm(image), m[3], m[4])], 1);
        (textOut, imageOut) = Streams(Mlp(mlpInput));
        image = image + (m[5].unsqueeze(1) * imageOut);
        text = text + (m[11].unsqueeze(1) * textOut);
        return cat([text, image], 1).MoveToOuterDisposeScope();
    }

    private static Tensor Modulate(Tensor x, Tensor shift, Tensor scale) => (x * (1 + scale.unsqueeze(1))) + shift.unsqueeze(1);

    private (Tensor Text, Tensor Image) Streams(Tensor x) => (x.narrow(1, 0, _subject.Size.Text), x.narrow(1, _subject.Size.Text, x.size(1) - _subject.Size.Text));

    private Tensor Attention(Tensor x_BSE)
    {
        var parts = nn.functional.linear(x_BSE, _w.QkvWeight, _w.QkvBias).chunk(3, -1);
        var query = Turn(_w.QueryNorm(Heads(parts[0])));
        var key = Turn(_w.KeyNorm(Heads(parts[1])));
        var mixed = nn.functional.scaled_dot_product_attention(query, key, Heads(parts[2]));
        return nn.functional.linear(mixed.permute(0, 2, 1, 3).contiguous().flatten(2), _w.DenseWeight, _w.DenseBias);
    }

    private Tensor Mlp(Tensor x_BSE)
    {
        var inner = nn.functional.gelu(nn.functional.linear(x_BSE, _w.UpWeight, _w.UpBias), TorchSharp.Modules.GELU.Approximate.tanh);
        return nn.functional.linear(inner, _w.DownWeight, _w.DownBias);
    }

    private Tensor Heads(Tensor x) => x.unflatten(2, [_subject.Size.Heads, -1]).permute(0, 2, 1, 3);

    // Written into the video tokens in place, as there (out of place where gradients are wanted).
    private Tensor Turn(Tensor x_BNSD)
    {
        if (_cos_SD is null || _sin_SD is null)
        {
            return x_BNSD;
        }

        var (text, count) = (_subject.Size.Text, x_BNSD.size(2) - _subject.Size.Text);
        var video = x_BNSD.narrow(2, text, count);
        var pairs = video.unflatten(3, [-1, 2]).unbind(-1);
        var turned = (video * _cos_SD) + (stack([-pairs[1], pairs[0]], -1).flatten(3) * _sin_SD);
        if (x_BNSD.requires_grad)
        {
            return cat([x_BNSD.narrow(2, 0, text), turned], 2);
        }

        video.copy_(turned);
        return x_BNSD;
    }
}
