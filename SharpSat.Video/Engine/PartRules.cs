using SharpSat.Core.Errors;
using SharpSat.Mixins.Positions;
using SharpSat.Video.Networks;

namespace SharpSat.Video.Engine;

/// <summary>Checks that the parts of an engine fit together.</summary>
internal static class PartRules
{
    public static void Check(VideoDiffusionParts parts)
    {
        var network = parts.Transformer.Config;
        var latentChannels = parts.Autoencoder.Config.LatentChannels;
        if (network.OutChannels != latentChannels)
        {
            throw new InputException(
                $"The transformer makes {network.OutChannels} latent channels (out_channels), the autoencoder has {latentChannels}; they must be equal.");
        }

        if (network.InChannels != latentChannels && network.InChannels != 2 * latentChannels)
        {
            throw new InputException(
                $"The transformer takes {network.InChannels} channels (in_channels); it must be {latentChannels}, the autoencoder's latent channels, or {2 * latentChannels} with an image condition.");
        }

        var text = parts.Conditioner.Encoder;
        if (text.Width != network.TextHiddenSize)
        {
            throw new InputException(
                $"The transformer expects text states of width {network.TextHiddenSize} (text_hidden_size), the text encoder makes {text.Width}.");
        }

        // Rotary positions leave text alone, so diffusers takes any length with them; an added table has its rows.
        var anyLength = network.Positions == PositionKind.Rotary && network.PositionFit != PositionFit.Cut;
        if (!anyLength && text.Length > network.TextLength)
        {
            throw new InputException(
                $"The text encoder makes {text.Length} tokens, the transformer has positions for {network.TextLength} (text_length); use {network.TextLength}.");
        }

        if (!(parts.LatentScale > 0) || !double.IsFinite(parts.LatentScale))
        {
            throw new InputException(FormattableString.Invariant($"The latent scale must be positive, not {parts.LatentScale} (2b: 1.15258426, 5b: 0.7)."));
        }

        if (parts.Tiling is { } tiling)
        {
            _ = tiling.For(parts.Autoencoder.Config);
            if (parts.Encoding != LatentEncoding.FrameBatches || parts.Decoding != LatentDecoding.Diffusers)
            {
                throw new InputException("Tiles need the frame batches of diffusers: set model.encoding to frame_batches and model.decoding to diffusers.");
            }
        }

        if (parts.ClipsAtATime is < 1)
        {
            throw new InputException($"clips_at_a_time must be at least 1, not {parts.ClipsAtATime}.");
        }
    }
}
