using SharpSat.Core.Training;
using SharpSat.Video.Losses;
using SharpSat.Video.Networks;
using SharpSat.Video.Timesteps;
using TorchSharp;
using static TorchSharp.torch;

// Shape suffixes: B batch, T latent frames, C channels, H height, W width, S text tokens, E text width.
namespace SharpSat.Video.Engine;

/// <summary>
/// Training: encode, condition, noise, predict, compare (the reference's <c>shared_step</c>, with its order of draws:
/// picture noise, posteriors, picture dropout, caption dropout, level, noise; those of the picture only for networks
/// that take one). Each kind of draw has a random stream of its own.
/// </summary>
public sealed class DiffusionTrainingStep : ITrainingStep<VideoBatch>
{
    /// <summary>Stream of noise and dropout of the pictures of an image-to-video network.</summary>
    public const string ImageStream = "images";

    /// <summary>Stream of the autoencoder's posterior.</summary>
    public const string PosteriorStream = "posterior";

    /// <summary>Stream of caption dropout.</summary>
    public const string CaptionStream = "caption_dropout";

    /// <summary>Stream of the noise levels.</summary>
    public const string TimestepStream = "timesteps";

    /// <summary>Stream of the noise.</summary>
    public const string NoiseStream = "noise";

    /// <summary>Stream of dropout inside the network (LoRA's).</summary>
    public const string DropoutStream = "dropout";

    private readonly VideoDiffusionEngine _engine;
    private readonly DiffusionObjective _objective;
    private readonly RankPosition _position;
    private readonly ImageTraining _images;

    /// <summary>Trains an engine's transformer.</summary>
    /// <param name="engine">The model; stays the caller's.</param>
    /// <param name="timesteps">Chooses levels.</param>
    /// <param name="loss">Compares clean samples.</param>
    /// <param name="noiseOffset">See <see cref="DiffusionObjective"/>.</param>
    /// <param name="position">This process among the others; null when alone.</param>
    /// <param name="images">What happens to the pictures of an image-to-video network; null for nothing.</param>
    public DiffusionTrainingStep(
        VideoDiffusionEngine engine,
        ITimestepSampler timesteps,
        IDiffusionLoss loss,
        double noiseOffset = 0,
        RankPosition? position = null,
        ImageTraining? images = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
        _objective = new DiffusionObjective(engine.Schedule, engine.Parameterization, timesteps, loss, noiseOffset);
        _position = position ?? RankPosition.Alone;
        _images = images ?? new ImageTraining();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The batch lacks videos and latents, or captions and states.</exception>
    /// <exception cref="Core.Errors.InputException">The autoencoder or the network cannot take the videos' size.</exception>
    public StepResult ComputeLoss(VideoBatch batch, StepContext context)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(context);
        using var scope = NewDisposeScope();
        var streams = context.Noise;
        _engine.Transformer.DropoutNoise = streams[DropoutStream];
        _engine.Transformer.ComputeType = context.Dtype == ScalarType.Float32 ? null : context.Dtype;
        var draws = new TrainingDraws(
            streams[ImageStream], streams[PosteriorStream], streams[CaptionStream], streams[TimestepStream], streams[NoiseStream]);
        var forward = Forward(batch, draws);
        var loss = forward.Terms.Loss_B.mean();
        return new StepResult(loss.MoveToOuterDisposeScope())
        {
            NonFinite = double.IsFinite(loss.ToDouble()) ? null : NonFiniteSearch.First(_engine.Transformer, forward),
        };
    }

    internal TrainingForward Forward(VideoBatch batch, TrainingDraws draws)
    {
        using var scope = NewDisposeScope();
        var image_BTCHW = _engine.Images.Needed ? FirstFrame(batch, draws) : null;
        var clean_BTCHW = Latents(batch, draws).to(_engine.Device);
        if (image_BTCHW is not null && _images.IsDropped(draws.Images))
        {
            image_BTCHW = zeros_like(image_BTCHW);
        }

        var text = new Conditioning { Text_BSE = Text(batch, draws).to(_engine.Device), Ofs_B = batch.Offset_B?.to(_engine.Device) };
        var conditioning = _engine.Images.Join(text, image_BTCHW, clean_BTCHW.shape[1], _images.Frames);
        var terms = _objective.Compute(_engine.Transformer, clean_BTCHW, conditioning, draws.Timesteps, draws.Noise, _position);
        var prediction = terms.Prediction;
        return new TrainingForward(
            clean_BTCHW.MoveToOuterDisposeScope(),
            new Conditioning
            {
                Text_BSE = conditioning.Text_BSE.MoveToOuterDisposeScope(),
                Concat_BTCHW = conditioning.Concat_BTCHW?.MoveToOuterDisposeScope(),
                Ofs_B = conditioning.Ofs_B?.MoveToOuterDisposeScope(),
            },
            terms with
            {
                Loss_B = terms.Loss_B.MoveToOuterDisposeScope(),
                Prediction = new(
                    prediction.Input_BTCHW.MoveToOuterDisposeScope(),
                    prediction.Timestep_B.MoveToOuterDisposeScope(),
                    prediction.Output_BTCHW.MoveToOuterDisposeScope(),
                    prediction.Clean_BTCHW.MoveToOuterDisposeScope()),
            });
    }

    private Tensor? FirstFrame(VideoBatch batch, TrainingDraws draws)
    {
        using var scope = NewDisposeScope();
        if (batch.ImageMoments_BCTHW is { } moments)
        {
            return _images.Noise is null ? _engine.Images.Sample(moments.to(_engine.Device), draws.Posterior).MoveToOuterDisposeScope()
                : throw new ArgumentException("Pictures that get noise before they are encoded have no posterior of their own.", nameof(batch));
        }

        var image = batch.Image_BCHW ?? batch.Video_BFCHW?.select(1, 0)
            ?? throw new ArgumentException("An image-to-video network trains on videos: their first frame is its condition.", nameof(batch));
        return _engine.Images.Encode(_images.AddNoise(image, draws.Images), draws.Posterior)?.MoveToOuterDisposeScope();
    }

    private Tensor Latents(VideoBatch batch, TrainingDraws draws)
    {
        if (batch.Latents_BCTHW is { } latents)
        {
            return _engine.Latents.FromAutoencoder(latents);
        }

        if (batch.Moments_BCTHW is { } moments)
        {
            return _engine.Latents.Sample(moments, draws.Posterior);
        }

        var video = batch.Video_BFCHW ?? throw new ArgumentException("The batch has neither videos nor latents.", nameof(batch));
        return _engine.Latents.Encode(video, draws.Posterior);
    }

    private Tensor Text(VideoBatch batch, TrainingDraws draws)
    {
        if (batch.Text_BSE is { } states)
        {
            return _engine.Conditioner.DropCaptions(states, draws.Captions);
        }

        var captions = batch.Captions ?? throw new ArgumentException("The batch has neither captions nor text states.", nameof(batch));
        return _engine.Conditioner.ConditionForTraining(captions, draws.Captions).Text_BSE;
    }
}
