using SharpSat.Core.Configuration;
using SharpSat.Core.Data;
using SharpSat.Core.Distributed;
using SharpSat.Core.Errors;
using SharpSat.Core.Files;
using SharpSat.Core.Layers;
using SharpSat.Core.Layers.Quantization;
using SharpSat.Core.Models;
using SharpSat.Core.Tensors;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Observers;
using SharpSat.Core.Training.Precision;
using SharpSat.Core.Training.Runs;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Configuration;
using SharpSat.Video.Data;
using SharpSat.Video.Data.Buckets;
using SharpSat.Video.Data.Joined;
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
    private readonly Dictionary<ClipSize, LatentShape> _latents;
    private readonly PictureKeeping _pictures;
    private readonly LoraMixin? _lora;
    private readonly ICheckpointContent _content;
    private readonly DiffusionValidation? _validation;
    private IDataSource<EncodedClip>? _encoded;

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
        Trainer = config.Trainer ?? throw Lacks("trainer", "trainer.run_dir=runs/first");
        Trainer.Validate();
        CheckPrecision(config.Model.Dtypes);
        if (config.Model.Quantization != WeightQuantization.None && config.Lora is null)
        {
            throw OnlyAdapters("model.quantization is int8");
        }

        var data = config.Data ?? throw Lacks("data", "data.target=video_folder");
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
        if (!_assembly.Engine.Images.Needed && HasPictures(_data))
        {
            throw new InputException("data.params.pictures is true, but this network makes videos from text alone and would look at none of them; leave it out.");
        }

        EncodingRules.Check(config.Training, _data);
        _pictures = !_assembly.Engine.Images.Needed ? PictureKeeping.None : config.Training.ImageNoise is null ? PictureKeeping.Posterior : PictureKeeping.Pixels;
        Buckets = ClipBuckets.Of(_data);
        var rules = new VideoSizeRules(_assembly.Network.Config, _assembly.Engine.Autoencoder.Config, limits: config.Model.Sizes);
        _latents = Buckets.Sizes.ToDictionary(size => size, size => Latents(rules, size));
        _warnings.AddRange(Buckets.Warnings(Trainer.BatchSize * _group.Size));

        // A frozen network needs no float32 weights beside the short ones that its products take.
        var frozen = config.Lora is null ? ScalarType.Float32 : TrainingPrecision.Of(Trainer.Precision).ComputeType;
        Notes = [.. Load(frozen), .. PictureNotes(), .. levels is null ? [] : new[] { levels }];
        _lora = config.Lora is { } lora ? AddLora(lora) : null;

        // An adapter's file says which base it was made on, as that was before it is rounded.
        _content = _lora is null ? new ModuleContent(_assembly.Network, ModelWeights.NetworkFile) : new LoraContent(_lora);
        Notes = [.. Notes, .. _assembly.Quantize() is { } rounded ? new[] { rounded } : []];
        RequireFloats();
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
    public CachedClips? Cache => _encoded as CachedClips;

    /// <summary>The model that trains, with its encoders.</summary>
    internal VideoDiffusionEngine Engine => _assembly.Engine;

    /// <summary>Whether autoencoder and text encoder are as stored in their files, because nothing had to be encoded.</summary>
    internal bool AreEncodersMapped { get; private set; }

    private bool IsEncodedAhead => _config.Training.LatentCache is not null || _config.Training.EncodeOnce;

    /// <inheritdoc/>
    public (long Trainable, long Frozen) Parameters => Core.Training.FreezeTable.Count(_assembly.Network.parameters());

    /// <inheritdoc/>
    public string FreezeTable => Core.Training.FreezeTable.Render(_assembly.Network);

    /// <inheritdoc/>
    public TrainingEstimate? Estimate()
    {
        using var batches = new DataLoader<VideoClip, VideoBatch>(
            _data, Buckets.Sampler(Buckets.Largest, Trainer.Seed), IsEncodedAhead ? 1 : Trainer.BatchSize, VideoBatch.FromClips);
        RequireCacheSpace();
        ReadyEncoders();
        var estimate = new TrainingEstimator(_config, _assembly.Engine, _latents[Buckets.Largest], Device).Measure(
            batches, new EncodingPlan(Trainer.BatchSize, IsEncodedAhead, TextAhead: _config.Training.LatentCache is not null, _pictures), CachedNumbers(), _group.Size);
        return estimate with { CacheBytes = CacheBytes };
    }

    /// <inheritdoc/>
    public void Prepare(Action<long, long, string> report, CancellationToken stop = default)
    {
        var codec = _assembly.Engine.Latents;
        void Report(int done, int total) => report(done, total, "encoding clips");

        // A cache on disk is filled by the first process; the others find everything there.
        var waits = _config.Training.LatentCache is not null && _group.Rank > 0;
        if (waits)
        {
            _group.Barrier();
        }

        if (!waits && _encoded is null)
        {
            RequireCacheSpace();
        }

        _encoded ??= _config.Training switch
        {
            { LatentCache: { } folder } => CachedClips.Encode(_data, codec, new LatentCache(folder, codec), _assembly.Engine.Conditioner.Encoder, Report, _pictures, ReadyEncoders, stop),
            { EncodeOnce: true } => EncodedClips.Encode(_data, codec, Report, _pictures, stop),
            _ => null,
        };
        if (!waits)
        {
            _group.Barrier();
        }

        if (_pictures == PictureKeeping.Pixels)
        {
            ReadyEncoders();
        }

        _validation?.Prepare();
        if (_encoded is CachedClips cached && _config.Validation is not { Prompts.Count: > 0 })
        {
            Unload(cached);
        }
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
        (_encoded as IDisposable)?.Dispose();
        _validation?.Dispose();
        (_data as IDisposable)?.Dispose();
        _assembly.Dispose();
        _factory.Dispose();
    }

    // From a full cache nothing is encoded: the encoders' weights stay mapped from their files, as they are stored, to be told from others.
    private IReadOnlyList<string> Load(ScalarType frozen)
    {
        AreEncodersMapped = _config.Training.LatentCache is not null && _config.Validation is null;
        return AreEncodersMapped
            ? [_assembly.LoadNetwork(frozen, Device), _assembly.LoadAutoencoder(null, Device), _assembly.LoadTextEncoder(null, Device)]
            : _assembly.Load(ScalarType.Float32, Device, frozen);
    }

    private void ReadyEncoders()
    {
        if (AreEncodersMapped)
        {
            _assembly.CastEncoders(ScalarType.Float32, Device);
            AreEncodersMapped = false;
        }
    }

    private void Unload(CachedClips cached)
    {
        if (_pictures != PictureKeeping.Pixels)
        {
            _assembly.UnloadAutoencoder();
        }

        if (cached.HasText)
        {
            _assembly.UnloadTextEncoder();
        }
    }

    private static bool HasPictures(IDataSource<VideoClip> source) =>
        source is VideoFolder { HasPictures: true } || (source is JoinedClips joined && joined.Sources.Any(HasPictures));

    private IEnumerable<string> PictureNotes() => _pictures != PictureKeeping.Pixels || !IsEncodedAhead ? []
        : ["pictures: kept as they are, because training.image_noise puts new noise on them before each encoding; the autoencoder stays in memory and encodes one frame of each clip"];

    private IBatchLoader<VideoBatch> Loader()
    {
        var order = Buckets.Sampler(Trainer.BatchSize, Trainer.Seed, _group.Rank, _group.Size);
        var prefetch = Math.Max(2, Trainer.Workers);
        return _encoded is { } encoded
            ? new DataLoader<EncodedClip, VideoBatch>(encoded, order, Trainer.BatchSize, EncodedClip.Collate, prefetch, Trainer.Workers)
            : new DataLoader<VideoClip, VideoBatch>(_data, order, Trainer.BatchSize, VideoBatch.FromClips, prefetch, Trainer.Workers);
    }

    private LoraMixin AddLora(LoraParams settings)
    {
        var network = _assembly.Network;
        if (network.Mixins.OfType<IResidualGates>().Any(gates => gates.AreAllZero()))
        {
            _warnings.Add(
                "Every residual gate of the network is zero, as in a network that was never trained: the LoRA learns nothing. "
                + "Train the network first and name its run as model.weights.");
        }

        if (_config.Model.Weights is { } weights && ModelWeights.HasSatLora(weights))
        {
            _warnings.Add($"'{weights}' holds a LoRA beside the network; training starts a new one. Merge the old one into the network first (lora merge) to train on from it.");
        }

        network.Freeze();
        var lora = NetworkBuilder.AddLora(network, settings);
        using var noise = new NoiseSource(Trainer.Seed, "init/lora");
        lora.Materialize(noise, ScalarType.Float32, Device);
        if (_assembly.HasNewImageInput && !lora.Factors.Any(factors => factors.Site.Path == WidenedInput.Site))
        {
            _warnings.Add(
                $"The weights for the picture's channels begin at zero and are frozen, so this LoRA never sees the picture. Add '{WidenedInput.Site}' to lora.targets, or train the network first.");
        }

        return lora;
    }

    private void RequireFloats()
    {
        if (_lora is null && QuantizedLinears.Any(_assembly.Network))
        {
            throw OnlyAdapters($"'{_config.Model.Weights}' holds int8 weights");
        }
    }

    private static InputException OnlyAdapters(string what) =>
        new($"{what}, and whole numbers cannot be trained. Add a 'lora' section to train an adapter on them, or train the float weights.");

    // Weights that were made in one short format may overflow in another; float32 holds both.
    private void CheckPrecision(IReadOnlyList<WeightType> legal)
    {
        var names = legal.Select(type => type.ToString().ToLowerInvariant()).ToList();
        if (Trainer.Precision != "fp32" && !names.Contains(Trainer.Precision))
        {
            var nearest = names.FirstOrDefault(name => name != "fp32") ?? "fp32";
            throw new InputException($"trainer.precision is '{Trainer.Precision}', but this model is for {string.Join(" and ", names)} (model.dtypes); nearest: {nearest}.");
        }
    }

    // At the most: captions that occur twice are kept once.
    private long CacheBytes => _config.Training.LatentCache is null
        ? 0
        : sizeof(float) * (CachedNumbers() + ((long)ClipCount * _assembly.Network.Config.TextLength * _assembly.Network.Config.TextHiddenSize));

    // Clips of other runs in the same folder count as this one's, so that a full cache is never refused; a disk that gets full all the
    // same stops the run with a message, and nothing is lost.
    private void RequireCacheSpace()
    {
        if (_config.Training.LatentCache is { } folder)
        {
            OutputFolder.RequireSpace(
                folder, CacheBytes - OutputFolder.BytesIn(folder), "the clips of this run that are not cached yet may need", "Free some space or choose another training.latent_cache.");
        }
    }

    private long CachedNumbers() => Buckets.Sizes.Zip(Buckets.Counts).Sum(bucket => bucket.Second * CachedNumbers(_latents[bucket.First]));

    // Mean and log-variance.
    private long CachedNumbers(LatentShape latents) => (2L * latents.Channels * latents.Frames * latents.Height * latents.Width)
        + _pictures.Numbers(latents, _assembly.Engine.Autoencoder.Config.SpatialCompression);

    // Clips are encoded frame-exactly whatever decoding does.
    private LatentShape Latents(VideoSizeRules rules, ClipSize size)
    {
        var latents = default(LatentShape);
        BucketRules.Named(size, Buckets.Sizes.Count > 1, () => latents = rules.Latents(size.Frames, size.Height, size.Width));
        return latents;
    }

    private static InputException Lacks(string section, string example) =>
        new($"The config has no '{section}' section, which training needs; for example --set {example}.");
}
