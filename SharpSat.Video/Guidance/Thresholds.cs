using TorchSharp;
using static TorchSharp.torch;

// Shape suffixes: B batch, T latent frames, C channels, H height, W width, N = T * H * W.
namespace SharpSat.Video.Guidance;

/// <summary>Computes <see cref="GuidanceThresholding"/>. Reference: <c>sampling_utils.py</c>.</summary>
internal static class Thresholds
{
    private const double Quantile = 0.9995;
    private const double FullScale = 8;
    private const double MimicScale = 4;

    /// <summary>The guided prediction.</summary>
    /// <param name="kind">What bounds it.</param>
    /// <param name="u">Prediction without the condition.</param>
    /// <param name="c">Prediction with it.</param>
    /// <param name="scale">A number, or one per sample shaped [B, 1, ..., 1].</param>
    /// <param name="latentScale">Factor of the latents, for <see cref="GuidanceThresholding.ChannelQuantile"/>.</param>
    public static Tensor Apply(GuidanceThresholding kind, Tensor u, Tensor c, Tensor scale, double latentScale)
    {
        using var scope = NewDisposeScope();
        if (kind == GuidanceThresholding.ChannelSpread)
        {
            return ChannelSpread(u, c).MoveToOuterDisposeScope();
        }

        var guided = u + ((c - u) * scale);
        return (kind switch
        {
            GuidanceThresholding.Clamp => guided.clamp(-1, 1),
            GuidanceThresholding.UnconditionalSpread => (guided - guided.mean()) / guided.std() * u.std(),
            GuidanceThresholding.ChannelQuantile => ChannelQuantile(guided, latentScale),
            _ => guided,
        }).MoveToOuterDisposeScope();
    }

    private static Tensor ChannelQuantile(Tensor guided_BTCHW, double latentScale)
    {
        var x_BCN = Channels(guided_BTCHW / latentScale);
        var mean = x_BCN.mean([2], keepdim: true);
        var centred = x_BCN - mean;
        var magnitude = centred.abs().max();
        var unit = centred / magnitude;
        var limit = unit.abs().quantile(tensor((float)Quantile, device: unit.device), 2, keepdim: true);
        var bounded = unit.minimum(limit).maximum(-limit) / limit;
        return Frames((bounded * magnitude) + mean, guided_BTCHW) * latentScale;
    }

    private static Tensor ChannelSpread(Tensor u_BTCHW, Tensor c_BTCHW)
    {
        var difference = c_BTCHW - u_BTCHW;
        var mimic = Channels(u_BTCHW + (difference * MimicScale));
        var full = Channels(u_BTCHW + (difference * FullScale));
        var mean = full.mean([2], keepdim: true);
        var centred = full - mean;
        var result = (centred / centred.std(2, keepdim: true) * mimic.std(2, keepdim: true)) + mean;
        return Frames(result, u_BTCHW);
    }

    // (B, T, C, H, W) -> (B, C, T*H*W)
    private static Tensor Channels(Tensor x_BTCHW) => x_BTCHW.permute(0, 2, 1, 3, 4).flatten(2);

    // (B, C, T*H*W) -> (B, T, C, H, W)
    private static Tensor Frames(Tensor x_BCN, Tensor like_BTCHW)
    {
        var shape = like_BTCHW.shape;
        return x_BCN.view(shape[0], shape[2], shape[1], shape[3], shape[4]).permute(0, 2, 1, 3, 4);
    }
}
