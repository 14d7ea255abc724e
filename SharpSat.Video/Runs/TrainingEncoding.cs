using SharpSat.Core.Data;
using SharpSat.Core.Distributed;
using SharpSat.Core.Files;
using SharpSat.Video.Configuration;
using SharpSat.Video.Data;
using SharpSat.Video.Data.Buckets;
using SharpSat.Video.Engine;
using SharpSat.Video.Runs.Estimates;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>What a training job encodes before its first step, on disk or in memory, and how long the encoders stay.</summary>
internal sealed class TrainingEncoding : IDisposable
{
    private readonly RunConfig _config;
    private readonly EngineAssembly _assembly;
    private readonly IDataSource<VideoClip> _clips;
    private readonly ClipBuckets _buckets;
    private readonly PictureKeeping _pictures;
    private readonly Dictionary<ClipSize, LatentShape> _latents;
    private readonly Device _device;

    /// <param name="config">The job.</param>
    /// <param name="assembly">Network and encoders, not loaded yet.</param>
    /// <param name="clips">What there is to encode.</param>
    /// <param name="buckets">Its sizes.</param>
    /// <param name="device">Where to encode.</param>
    /// <exception cref="Core.Errors.InputException">The clips cannot be encoded as the config wants it, or not at their size.</exception>
    public TrainingEncoding(RunConfig config, EngineAssembly assembly, IDataSource<VideoClip> clips, ClipBuckets buckets, Device device)
    {
        (_config, _assembly, _clips, _buckets, _device) = (config, assembly, clips, buckets, device);
        EncodingRules.Check(config.Training, clips);
        _pictures = !assembly.Engine.Images.Needed ? PictureKeeping.None : config.Training.ImageNoise is null ? PictureKeeping.Posterior : PictureKeeping.Pixels;
        var rules = new VideoSizeRules(assembly.Network.Config, assembly.Engine.Autoencoder.Config, limits: config.Model.Sizes);
        _latents = buckets.Sizes.ToDictionary(size => size, size => Latents(rules, size));
    }

    /// <summary>What was encoded ahead; null if each step encodes its clips.</summary>
    public IDataSource<EncodedClip>? Encoded { get; private set; }

    /// <summary>Whether autoencoder and text encoder are as stored in their files, because nothing had to be encoded.</summary>
    public bool AreEncodersMapped { get; private set; }

    /// <summary>Whether steps take encoded clips.</summary>
    public bool IsAhead => _config.Training.LatentCache is not null || _config.Training.EncodeOnce;

    /// <summary>Latents of the largest clips.</summary>
    public LatentShape LargestLatents => _latents[_buckets.Largest];

    /// <summary>What of the encoding happens when.</summary>
    public EncodingPlan Plan => new(_config.Trainer!.BatchSize, IsAhead, TextAhead: _config.Training.LatentCache is not null, _pictures);

    /// <summary>What to tell the user.</summary>
    public IEnumerable<string> Notes => _pictures != PictureKeeping.Pixels || !IsAhead ? []
        : ["pictures: kept as they are, because training.image_noise puts new noise on them before each encoding; the autoencoder stays in memory and encodes one frame of each clip"];

    /// <summary>Numbers that all encoded clips have together.</summary>
    public long Numbers => _buckets.Sizes.Zip(_buckets.Counts).Sum(bucket => bucket.Second * NumbersOf(_latents[bucket.First]));

    /// <summary>Bytes of a full cache on disk, at the most: captions that occur twice are kept once.</summary>
    public long CacheBytes => _config.Training.LatentCache is null
        ? 0
        : sizeof(float) * (Numbers + ((long)_clips.Count * _assembly.Network.Config.TextLength * _assembly.Network.Config.TextHiddenSize));

    /// <summary>
    /// Loads network and encoders. From a full cache nothing is encoded: the encoders' weights stay mapped from their files, as they are
    /// stored, to be told from others.
    /// </summary>
    /// <param name="network">The network's type.</param>
    public IReadOnlyList<string> Load(ScalarType network)
    {
        AreEncodersMapped = _config.Training.LatentCache is not null && _config.Validation is null;
        return AreEncodersMapped
            ? [_assembly.LoadNetwork(network, _device), _assembly.LoadAutoencoder(null, _device), _assembly.LoadTextEncoder(null, _device)]
            : _assembly.Load(ScalarType.Float32, _device, network);
    }

    /// <summary>Makes the encoders ready to encode.</summary>
    public void ReadyEncoders()
    {
        if (AreEncodersMapped)
        {
            _assembly.CastEncoders(ScalarType.Float32, _device);
            AreEncodersMapped = false;
        }
    }

    /// <summary>Encodes what is not encoded yet. A cache on disk is filled by the first process; the others find everything there.</summary>
    public void Run(IProcessGroup group, Action<long, long, string> report, CancellationToken stop)
    {
        var codec = _assembly.Engine.Latents;
        void Report(int done, int total) => report(done, total, "encoding clips");
        var waits = _config.Training.LatentCache is not null && group.Rank > 0;
        if (waits)
        {
            group.Barrier();
        }

        if (!waits && Encoded is null)
        {
            RequireSpace();
        }

        Encoded ??= _config.Training switch
        {
            { LatentCache: { } folder } => CachedClips.Encode(_clips, codec, new LatentCache(folder, codec), _assembly.Engine.Conditioner.Encoder, Report, _pictures, ReadyEncoders, stop),
            { EncodeOnce: true } => EncodedClips.Encode(_clips, codec, Report, _pictures, stop),
            _ => null,
        };
        if (!waits)
        {
            group.Barrier();
        }

        if (_pictures == PictureKeeping.Pixels)
        {
            ReadyEncoders();
        }
    }

    /// <summary>
    /// Requires room for the cache. Clips of other runs in the same folder count as this one's, so that a full cache is never refused;
    /// a disk that gets full all the same stops the run with a message, and nothing is lost.
    /// </summary>
    public void RequireSpace()
    {
        if (_config.Training.LatentCache is { } folder)
        {
            OutputFolder.RequireSpace(
                folder, CacheBytes - OutputFolder.BytesIn(folder), "the clips of this run that are not cached yet may need", "Free some space or choose another training.latent_cache.");
        }
    }

    /// <summary>Frees the encoders that no step and no validation needs any more.</summary>
    public void FreeEncoders()
    {
        if (Encoded is not CachedClips cached || _config.Validation is { Prompts.Count: > 0 })
        {
            return;
        }

        if (_pictures != PictureKeeping.Pixels)
        {
            _assembly.UnloadAutoencoder();
        }

        if (cached.HasText)
        {
            _assembly.UnloadTextEncoder();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => (Encoded as IDisposable)?.Dispose();

    // Mean and log-variance.
    private long NumbersOf(LatentShape latents) => (2L * latents.Channels * latents.Frames * latents.Height * latents.Width)
        + _pictures.Numbers(latents, _assembly.Engine.Autoencoder.Config.SpatialCompression);

    // Clips are encoded frame-exactly whatever decoding does.
    private LatentShape Latents(VideoSizeRules rules, ClipSize size)
    {
        var latents = default(LatentShape);
        BucketRules.Named(size, _buckets.Sizes.Count > 1, () => latents = rules.Latents(size.Frames, size.Height, size.Width));
        return latents;
    }
}
