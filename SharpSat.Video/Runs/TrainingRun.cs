using SharpSat.Core.Configuration;
using SharpSat.Core.Data;
using SharpSat.Core.Distributed;
using SharpSat.Core.Errors;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Observers;
using SharpSat.Core.Training.Precision;
using SharpSat.Core.Training.Runs;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Configuration;
using SharpSat.Video.Data;
using SharpSat.Video.Data.Buckets;
using SharpSat.Video.Engine;
using SharpSat.Video.Losses;
using SharpSat.Video.Runs.Estimates;
using SharpSat.Video.Runs.Validation;
using SharpSat.Video.Timesteps;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>A training job put together from a config: the whole network, or with a <c>lora</c> section an adapter.</summary>
public sealed class TrainingRun : ITrainingRun
{
    private readonly RunConfig _config;
    private readonly ConfigDocument _document;
    private readonly EngineAssembly _assembly;
    private readonly IProcessGroup _group;
    private readonly ComponentFactory _factory = new();
    private readonly IDataSource<VideoClip> _data;
    private readonly DiffusionTrainingStep _step;
    private readonly List<string> _warnings = [];
    private readonly TrainingEncoding _encoding;
    private readonly LoraMixin? _lora;
    private readonly ICheckpointContent _content;
    private readonly DiffusionValidation? _validation;

    /// <summary>Checks everything that can be checked without writing: settings, data, sizes, weights.</summary>
    /// <param name="config">The config.</param>
    /// <param name="document">What it was bound from; goes into the run directory.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="group">The processes that share the work; null alone. Stays the caller's.</param>
    /// <exception cref="InputException">Something cannot be used.</exception>
    public TrainingRun(RunConfig config, ConfigDocument document, Device device, IProcessGroup? group = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(document);
        _config = config;
        _document = document;
        _group = group ?? new OneProcess();
        Device = device;
        Trainer = TrainingRules.Required(config.Trainer, "trainer", "trainer.run_dir=runs/first");
        Trainer.Validate();
        TrainingRules.CheckPrecision(Trainer, config.Model.Dtypes);
        TrainingRules.CheckQuantization(config);
        var data = TrainingRules.Required(config.Data, "data", "data.target=video_folder");
        _assembly = new EngineAssembly(config, _factory);
        var timesteps = _factory.Create<ITimestepSampler>(config.Training.Timesteps);
        var position = new RankPosition(_group.Rank, _group.Size);
        var levels = (timesteps as RankStratifiedTimesteps)?.Describe(_assembly.Engine.Schedule.Levels.Count, Trainer.BatchSize, position);
        _step = new DiffusionTrainingStep(
            _assembly.Engine,
            timesteps,
            _factory.Create<IDiffusionLoss>(config.Training.Loss),
            config.Training.NoiseOffset,
            position,
            images: new ImageTraining { Noise = config.Training.ImageNoise, Dropout = config.Training.ImageDropout });
        if (config.Validation is { } looks)
        {
            SampleVideos.RequirePictures(looks, _assembly.Engine.Images.Needed);
        }

        _data = _factory.Create<IDataSource<VideoClip>>(data);
        TrainingRules.CheckPictures(_data, _assembly.Engine.Images.Needed);
        Buckets = ClipBuckets.Of(_data);
        _encoding = new TrainingEncoding(config, _assembly, _data, Buckets, device);
        _warnings.AddRange(Buckets.Warnings(Trainer.BatchSize * _group.Size));

        // A frozen network needs no float32 weights beside the short ones that its products take.
        var frozen = config.Lora is null ? ScalarType.Float32 : TrainingPrecision.Of(Trainer.Precision).ComputeType;
        Notes = [.. _encoding.Load(frozen), .. _encoding.Notes, .. levels is null ? [] : new[] { levels }];
        _lora = config.Lora is { } lora ? TrainingAdapter.Add(lora, _assembly, config.Model.Weights, Trainer.Seed, device, _warnings) : null;

        // An adapter's file says which base it was made on, as that was before it is rounded.
        _content = _lora is null ? new ModuleContent(_assembly.Network, ModelWeights.NetworkFile) : new LoraContent(_lora);
        Notes = [.. Notes, .. _assembly.Quantize() is { } rounded ? new[] { rounded } : []];
        TrainingRules.CheckWeights(config, _assembly.Network);
        _validation = config.Validation is { } validation ? new DiffusionValidation(validation, config, _assembly.Engine, _factory, _lora, _group) : null;
    }

    /// <inheritdoc/>
    public TrainerConfig Trainer { get; }

    /// <summary>Where it trains.</summary>
    public Device Device { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <inheritdoc/>
    public int ClipCount => _data.Count;

    /// <inheritdoc/>
    public ClipBuckets Buckets { get; }

    /// <summary>What <see cref="Prepare"/> found in <c>training.latent_cache</c> or put there; null without one.</summary>
    public CachedClips? Cache => _encoding.Encoded as CachedClips;

    /// <summary>The model that trains, with its encoders.</summary>
    internal VideoDiffusionEngine Engine => _assembly.Engine;

    /// <summary>Whether autoencoder and text encoder are as stored in their files, because nothing had to be encoded.</summary>
    internal bool AreEncodersMapped => _encoding.AreEncodersMapped;

    /// <inheritdoc/>
    public (long Trainable, long Frozen) Parameters => Core.Training.FreezeTable.Count(_assembly.Network.parameters());

    /// <inheritdoc/>
    public string FreezeTable => Core.Training.FreezeTable.Render(_assembly.Network);

    /// <inheritdoc/>
    public TrainingEstimate? Estimate()
    {
        using var batches = new DataLoader<VideoClip, VideoBatch>(
            _data, Buckets.Sampler(Buckets.Largest, Trainer.Seed), _encoding.IsAhead ? 1 : Trainer.BatchSize, VideoBatch.FromClips);
        _encoding.RequireSpace();
        _encoding.ReadyEncoders();
        var estimate = new TrainingEstimator(_config, _assembly.Engine, _encoding.LargestLatents, Device).Measure(batches, _encoding.Plan, _encoding.Numbers, _group.Size);
        return estimate with { CacheBytes = _encoding.CacheBytes };
    }

    /// <inheritdoc/>
    public void Prepare(Action<long, long, string> report, CancellationToken stop = default)
    {
        _encoding.Run(_group, report, stop);
        _validation?.Prepare();
        _encoding.FreeEncoders();
    }

    /// <inheritdoc/>
    public TrainResult Run(bool resume, IReadOnlyList<ITrainingObserver> observers, CancellationToken stop)
    {
        using var loader = Loader();
        var trainer = new Trainer<VideoBatch>(Trainer, new TrainingParts<VideoBatch>
        {
            Model = _assembly.Network,
            Step = _step,
            Loader = loader,
            Content = _content,
            Observers = observers,
            Validation = _validation,
            ConfigJson = RecordedConfig.Of(_document).ToJson(),
            Device = Device,
            Group = _group,
        });
        return trainer.Run(resume, stop);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoding.Dispose();
        _validation?.Dispose();
        (_data as IDisposable)?.Dispose();
        _assembly.Dispose();
        _factory.Dispose();
    }

    private IBatchLoader<VideoBatch> Loader()
    {
        var order = Buckets.Sampler(Trainer.BatchSize, Trainer.Seed, _group.Rank, _group.Size);
        var prefetch = Math.Max(2, Trainer.Workers);
        return _encoding.Encoded is { } encoded
            ? new DataLoader<EncodedClip, VideoBatch>(encoded, order, Trainer.BatchSize, EncodedClip.Collate, prefetch, Trainer.Workers)
            : new DataLoader<VideoClip, VideoBatch>(_data, order, Trainer.BatchSize, VideoBatch.FromClips, prefetch, Trainer.Workers);
    }
}
