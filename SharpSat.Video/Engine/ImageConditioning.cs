using SharpSat.Core.Errors;
using SharpSat.Core.Tensors;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

// Shape suffixes: B batch, T latent frames, C channels, H height, W width.
namespace SharpSat.Video.Engine;

/// <summary>
/// The image part of the condition: the picture's latent stands in the first latent frame and zeros in the others (or,
/// by <see cref="ImageFrames"/>, in all of them), joined to the noisy latents as further channels; or the latents of a
/// control video stand there, frame by frame. Training and sampling both come here; without another choice of the caller
/// both scale and place the picture as the model says.
/// </summary>
public sealed class ImageConditioning
{
    /// <summary>The offset value that networks with an offset embedding (1.5 image-to-video) were trained with.</summary>
    public const float Offset = 2;

    private readonly CogVideoXConfig _network;
    private readonly LatentCodec _latents;

    internal ImageConditioning(CogVideoXConfig network, LatentCodec latents, ImageLatentScaling scaling, ImageFrames frames)
    {
        _network = network;
        _latents = latents;
        Scaling = scaling;
        Frames = frames;
    }

    /// <summary>How the picture's latent is scaled.</summary>
    public ImageLatentScaling Scaling { get; }

    /// <summary>Where the picture's latent stands.</summary>
    public ImageFrames Frames { get; }

    /// <summary>Whether the network takes a picture (its input has twice the latent channels).</summary>
    public bool Needed => _network.InChannels > _network.OutChannels;

    /// <summary>The picture's latent [B, 1, C, H', W'], scaled, or null if the network takes none.</summary>
    /// <param name="image_BCHW">Picture in [-1, 1] of the video's size, or null.</param>
    /// <param name="noise">Samples the autoencoder's posterior; drawn from only if there is a picture.</param>
    /// <param name="scaling">Another scaling than the model's.</param>
    /// <exception cref="InputException">The network needs a picture and there is none, or the other way round.</exception>
    public Tensor? Encode(Tensor? image_BCHW, INoiseSource noise, ImageLatentScaling? scaling = null)
    {
        Check(image_BCHW is not null);
        if (image_BCHW is null)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        return _latents.Encode(image_BCHW.unsqueeze(1), noise, Factor(scaling)).MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="Encode"/>, of a picture whose posterior was kept: [B, 1, C, H', W'].</summary>
    /// <param name="moments_BCTHW">From <see cref="LatentCodec.Moments"/>, of pictures as videos of one frame.</param>
    /// <param name="noise">Samples it.</param>
    /// <exception cref="InputException">The network takes no picture.</exception>
    public Tensor Sample(Tensor moments_BCTHW, INoiseSource noise)
    {
        Check(given: true);
        return LatentCodec.Sample(moments_BCTHW, noise, Factor(null));
    }

    /// <summary>Adds the image part to a text condition; without a picture's latent only the offset, where there is one.</summary>
    /// <param name="text">The text condition; its tensors are taken over as they are, an offset of its own included.</param>
    /// <param name="image_BTCHW">What <see cref="Encode"/> gave.</param>
    /// <param name="frames">Latent frames of the video, padding included.</param>
    /// <param name="placement">Another placement than the model's.</param>
    public Conditioning Join(Conditioning text, Tensor? image_BTCHW, long frames, ImageFrames? placement = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var scope = NewDisposeScope();
        var offset_B = OffsetOf(text);
        if (image_BTCHW is null)
        {
            return text with { Ofs_B = offset_B };
        }

        var first = image_BTCHW.to(text.Text_BSE.device);
        var shape = first.shape;
        var rest = (placement ?? Frames) == ImageFrames.Every
            ? first.expand(-1, frames - 1, -1, -1, -1)
            : zeros([shape[0], frames - 1, shape[2], shape[3], shape[4]], first.dtype, first.device);
        return text with { Ofs_B = offset_B, Concat_BTCHW = cat([first, rest], 1).MoveToOuterDisposeScope() };
    }

    /// <summary>Adds a control video's latents to a text condition.</summary>
    /// <param name="text">The text condition; its tensors are taken over as they are.</param>
    /// <param name="control_BTCHW">Scaled latents of the whole control video, see <see cref="LatentCodec.EncodeMode"/>.</param>
    public Conditioning JoinControl(Conditioning text, Tensor control_BTCHW)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var scope = NewDisposeScope();
        return text with
        {
            Ofs_B = OffsetOf(text),
            Concat_BTCHW = control_BTCHW.to(text.Text_BSE.device, copy: true).MoveToOuterDisposeScope(),
        };
    }

    internal void Check(bool given, GenerationInput? input = null)
    {
        if (given == Needed && (input is not VideoInput || !Needed))
        {
            return;
        }

        throw new InputException(given
            ? $"{(input is ControlInput ? "A control video" : "A picture")} is given, but this network makes videos from text alone (in_channels equals out_channels); leave it out."
            : input is VideoInput
                ? "A video to start from is given, but this network animates a picture (in_channels exceeds out_channels); use a text-to-video network."
                : "This network animates a picture (in_channels exceeds out_channels) and none is given.");
    }

    private double Factor(ImageLatentScaling? scaling) => (scaling ?? Scaling) switch
    {
        ImageLatentScaling.Multiply => _latents.Scale,
        ImageLatentScaling.Unscaled => 1,
        ImageLatentScaling.Divide => 1 / _latents.Scale,
        var other => throw new ArgumentOutOfRangeException(nameof(scaling), other, null),
    };

    private Tensor? OffsetOf(Conditioning text) => _network.OfsEmbedDim is null ? null
        : text.Ofs_B ?? full([text.Text_BSE.shape[0]], Offset, ScalarType.Float32, text.Text_BSE.device).MoveToOuterDisposeScope();
}
