using SharpSat.Core.Checkpoints;
using SharpSat.Core.Configuration;
using SharpSat.Core.Data;
using SharpSat.Core.Distributed;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Observers;
using SharpSat.Core.Training.Runs;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Autoencoder.Training;
using SharpSat.Video.Configuration;
using SharpSat.Video.Data;
using SharpSat.Video.Data.Buckets;
using SharpSat.Video.Runs.Estimates;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>Trains the video autoencoder of a config on its clips (section <c>autoencoder_training</c>).</summary>
public sealed class AutoencoderRun : ITrainingRun
{
    /// <summary>File of the trained autoencoder in a checkpoint.</summary>
    public const string WeightFile = "autoencoder.safetensors";

    private readonly ConfigDocument _document;
    private readonly IProcessGroup _group;
    private readonly ComponentFactory _factory = new();
    private readonly IDataSource<VideoClip> _data;
    private readonly AutoencoderLossParams _loss;

    /// <summary>Builds the autoencoder, fresh or from <c>model.autoencoder.weights</c>, and checks the data.</summary>
    /// <exception cref="InputException">A section is missing, or something in it cannot be used.</exception>
    public AutoencoderRun(RunConfig config, ConfigDocument document, Device device, IProcessGroup? group = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        _document = document;
        _group = group ?? new OneProcess();
        Device = device;
        if (config.Validation is not null)
        {
            throw new InputException("The 'validation' section belongs to the training of the network, not of the autoencoder; leave it out.");
        }

        _loss = config.AutoencoderTraining ?? throw new InputException("The config has no 'autoencoder_training' section.");
        Trainer = config.Trainer ?? throw new InputException("The config has no 'trainer' section.");
        Trainer.Validate();
        if (Trainer.Precision != "fp32")
        {
            throw new InputException($"trainer.precision is '{Trainer.Precision}', but an autoencoder trains in fp32; leave it out.");
        }

        _data = _factory.Create<IDataSource<VideoClip>>(config.Data ?? throw new InputException("The config has no 'data' section."));
        Autoencoder = new VideoAutoencoder(config.Model.Autoencoder.Params);
        Buckets = ClipBuckets.Of(_data);
        foreach (var size in Buckets.Sizes)
        {
            BucketRules.Named(size, Buckets.Sizes.Count > 1, () => CheckClipSize(size));
        }

        Warnings = [.. Buckets.Warnings(Trainer.BatchSize * _group.Size)];
        if (_loss.FrozenEncoder && config.Model.Autoencoder.Weights is null)
        {
            throw new InputException("autoencoder_training.frozen_encoder keeps the encoder as it is, but model.autoencoder.weights names none; name one or leave it out.");
        }

        Notes = [Fill(config.Model, device)];
        if (_loss.FrozenEncoder)
        {
            Autoencoder.FreezeEncoder();
        }
    }

    /// <summary>The autoencoder in training.</summary>
    public VideoAutoencoder Autoencoder { get; }

    /// <inheritdoc/>
    public TrainerConfig Trainer { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings { get; }

    /// <inheritdoc/>
    public (long Trainable, long Frozen) Parameters => Core.Training.FreezeTable.Count(Autoencoder.parameters());

    /// <summary>Where it trains.</summary>
    public Device Device { get; }

    /// <inheritdoc/>
    public int ClipCount => _data.Count;

    /// <inheritdoc/>
    public ClipBuckets Buckets { get; }

    /// <inheritdoc/>
    public string FreezeTable => Core.Training.FreezeTable.Render(Autoencoder);

    /// <inheritdoc/>
    public TrainingEstimate? Estimate() => null;

    /// <inheritdoc/>
    public void Prepare(Action<long, long, string> report, CancellationToken stop = default)
    {
    }

    /// <inheritdoc/>
    public TrainResult Run(bool resume, IReadOnlyList<ITrainingObserver> observers, CancellationToken stop)
    {
        using var loader = new DataLoader<VideoClip, Tensor>(
            _data, Buckets.Sampler(Trainer.BatchSize, Trainer.Seed, _group.Rank, _group.Size), Trainer.BatchSize, Collate);
        var trainer = new Trainer<Tensor>(Trainer, new TrainingParts<Tensor>
        {
            Model = Autoencoder,
            Step = new AutoencoderTrainingStep(Autoencoder, new AutoencoderLoss(_loss)),
            Loader = loader,
            Content = new ModuleContent(Autoencoder, WeightFile),
            Observers = observers,
            ConfigJson = RecordedConfig.Of(_document).ToJson(),
            Device = Device,
            Group = _group,
        });
        return trainer.Run(resume, stop);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (_data as IDisposable)?.Dispose();
        Autoencoder.Dispose();
        _factory.Dispose();
    }

    private void CheckClipSize(ClipSize size)
    {
        Autoencoder.Sizes.LatentFrames(size.Frames);
        Autoencoder.Sizes.LatentSide("height", size.Height);
        Autoencoder.Sizes.LatentSide("width", size.Width);
    }

    private string Fill(ModelSection model, Device device)
    {
        if (model.Autoencoder.Weights is { } weights)
        {
            using var source = ModelWeights.OpenAutoencoder(weights);
            return $"autoencoder: {WeightLoader.Load(Autoencoder, source, new() { Dtype = ScalarType.Float32, Device = device })}";
        }

        using var noise = new NoiseSource(model.InitSeed, "init/autoencoder");
        Autoencoder.Materialize(noise, ScalarType.Float32, device);
        return FormattableString.Invariant($"autoencoder: new weights (seed {model.InitSeed})");
    }

    // [F, C, H, W] each to [B, F, C, H, W].
    private static Tensor Collate(IReadOnlyList<VideoClip> clips) => stack(clips.Select(clip => clip.Frames_FCHW));
}
