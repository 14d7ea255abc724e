using SharpSat.Core.Configuration;
using SharpSat.Core.Data;
using SharpSat.Core.Distributed;
using SharpSat.Core.Errors;
using SharpSat.Core.Training.Precision;
using SharpSat.Core.Training.Validation;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Configuration;
using SharpSat.Video.Data;
using SharpSat.Video.Engine;
using SharpSat.Video.Losses;
using SharpSat.Video.Media;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs.Validation;

/// <summary>What a <c>validation</c> section asks for.</summary>
internal sealed class DiffusionValidation : IValidation, IDisposable
{
    private readonly ValidationSection _settings;
    private readonly VideoDiffusionEngine _engine;
    private readonly IDiffusionLoss _loss;
    private readonly IProcessGroup _group;
    private readonly IDataSource<VideoClip>? _clips;
    private readonly SampleVideos? _videos;
    private readonly ScalarType? _base;
    private BinnedLoss? _binned;

    /// <summary>Checks the section.</summary>
    /// <exception cref="InputException">Something in it cannot be used.</exception>
    public DiffusionValidation(
        ValidationSection settings, RunConfig config, VideoDiffusionEngine engine, ComponentFactory factory, LoraMixin? lora, IProcessGroup group)
    {
        if (settings.Data is null && settings.Prompts.Count == 0)
        {
            throw new InputException("The 'validation' section has neither data nor prompts, so there is nothing to look at; for example --set validation.data.target=moving_shapes.");
        }

        (_settings, _engine, _group) = (settings, engine, group);
        _loss = factory.Create<IDiffusionLoss>(config.Training.Loss);
        if (settings.Prompts.Count > 0)
        {
            var sampling = config.Sampling
                ?? throw new InputException("The config has no 'sampling' section, which validation.prompts needs; for example --set sampling.frames=17.");
            _videos = new SampleVideos(engine, sampling, SamplingRun.PlanOf(sampling, factory), settings, lora, group);
            _videos.Check();
            _ = FfmpegTools.Version();
        }

        // New weights make noise; an adapter's base is there at any time.
        _base = lora is null && config.Model.Weights is not null ? TrainingPrecision.Of(config.Trainer!.Precision).ComputeType : null;
        _clips = settings.Data is { } data ? factory.Create<IDataSource<VideoClip>>(data) : null;
    }

    public long Every => _settings.Every;

    /// <summary>Encodes this process's share of the clips, once the weights are loaded, and makes the videos to compare with.</summary>
    public void Prepare()
    {
        PrepareClips();
        if (_base is { } type)
        {
            _videos?.Begin(type);
        }
    }

    public IReadOnlyDictionary<string, double> Run(ValidationMoment moment)
    {
        PrepareClips();
        _videos?.Write(moment.Folder, moment.Averaged);
        return _binned is null ? new Dictionary<string, double>() : new Dictionary<string, double>(_binned.Measure());
    }

    public void Dispose()
    {
        _binned?.Dispose();
        _videos?.Dispose();
        (_clips as IDisposable)?.Dispose();
    }

    private void PrepareClips() =>
        _binned ??= _clips is null ? null : new BinnedLoss(_engine, _loss, _clips, _settings.Clips, _settings.Bins, _settings.Seed, _group);
}
