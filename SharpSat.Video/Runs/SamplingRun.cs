using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using SharpSat.Video.Guidance;
using SharpSat.Video.Interop.Lora;
using SharpSat.Video.Samplers;
using SharpSat.Video.StepCaching;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>A sampling job put together from a config. Sizes and settings are checked before weights are read.</summary>
public sealed class SamplingRun : IDisposable
{
    private readonly ComponentFactory _factory = new();
    private readonly EngineAssembly _assembly;
    private readonly VideoPipeline _pipeline;
    private readonly SamplingPlan _plan;
    private readonly bool _quantizes;
    private Func<string>? _loadAutoencoder;

    /// <summary>Builds everything without weights.</summary>
    /// <exception cref="InputException">A setting or size is illegal, or no weights are named.</exception>
    public SamplingRun(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        Settings = config.Sampling ?? throw new InputException("The config has no 'sampling' section; it needs at least frames, height and width.");
        _assembly = new EngineAssembly(config, _factory, Settings);
        _pipeline = new VideoPipeline(_assembly.Engine);
        _plan = PlanOf(Settings, _factory);
        _quantizes = config.Model.Quantization != WeightQuantization.None;
        _ = _assembly.Engine.Schedule.Trajectory(Settings.Steps);
        PluggedCache.In(_assembly.Network, _plan.Cache).Dispose();
        if (config.Model.Weights is null)
        {
            throw new InputException(
                "The model has no weights, so its videos would be noise. Name a run directory as the model, or set model.weights to a file, folder or run.");
        }
    }

    /// <summary>The plan of a <c>sampling</c> section.</summary>
    internal static SamplingPlan PlanOf(SamplingSection settings, ComponentFactory factory) => new()
    {
        Steps = settings.Steps,
        Sampler = factory.Create<ISampler>(settings.Sampler),
        Guidance = factory.Create<IGuidance>(settings.Guidance),
        SnapLevels = settings.SnapLevels,
        ImageScaling = settings.ImageScaling,
        ImageFrames = settings.ImageFrames,
        Cache = settings.Cache is { } cache ? factory.Create<IStepCache>(cache) : null,
    };

    /// <summary>The <c>sampling</c> section.</summary>
    public SamplingSection Settings { get; }

    /// <summary>How many numbers the latents of one video have.</summary>
    public long LatentNumbers
    {
        get
        {
            var shape = _assembly.Engine.Sizes.Latents(Settings.Frames, Settings.Height, Settings.Width);
            return (long)(shape.Frames - shape.Padding) * shape.Channels * shape.Height * shape.Width;
        }
    }

    /// <summary>Reads the weights and plugs the adapters in.</summary>
    /// <param name="dtype">Type of the weights.</param>
    /// <param name="device">Where to sample.</param>
    /// <param name="loras">Adapters, outermost last.</param>
    /// <param name="forceLora">Take adapters that were trained on another base.</param>
    /// <returns>One line for each part, for the user.</returns>
    /// <exception cref="InputException">A file does not fit, or an adapter belongs to another base.</exception>
    public IReadOnlyList<string> Load(ScalarType dtype, Device device, IReadOnlyList<LoraChoice> loras, bool forceLora = false)
    {
        ArgumentNullException.ThrowIfNull(loras);
        return [LoadNetwork(dtype, device, loras, forceLora, out var plugged), _assembly.LoadAutoencoder(dtype, device), _assembly.LoadTextEncoder(dtype, device), .. plugged];
    }

    /// <summary>As <see cref="Load"/>, with as few parts in memory as <c>sampling.loading</c> allows for the videos to be made.</summary>
    /// <param name="items">The videos; no others can be made afterwards, unless all parts are loaded together.</param>
    /// <param name="dtype">Type of the weights.</param>
    /// <param name="device">Where to sample.</param>
    /// <param name="loras">Adapters, outermost last.</param>
    /// <param name="forceLora">Take adapters that were trained on another base.</param>
    /// <returns>One line for each part, for the user.</returns>
    /// <exception cref="InputException">A file does not fit, or an adapter belongs to another base.</exception>
    public IReadOnlyList<string> LoadFor(
        IReadOnlyList<SamplingItem> items, ScalarType dtype, Device device, IReadOnlyList<LoraChoice> loras, bool forceLora = false)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(loras);
        if (Settings.Loading == PartLoading.Together)
        {
            return Load(dtype, device, loras, forceLora);
        }

        var text = _assembly.LoadTextEncoder(dtype, device);
        _assembly.Text.Remember(items.SelectMany(Captions).Distinct(StringComparer.Ordinal));
        _assembly.UnloadTextEncoder();
        DecodesLast = Settings.Loading == PartLoading.OneByOne;
        var network = LoadNetwork(dtype, device, loras, forceLora, out var plugged);
        _loadAutoencoder = () => _assembly.LoadAutoencoder(dtype, device);
        return DecodesLast && items.All(item => item.Input is null)
            ? [text, network, .. plugged]
            : [text, network, _loadAutoencoder(), .. plugged];
    }

    /// <summary>
    /// Whether videos are to be made in two rounds: first <see cref="Sample"/> for all of them, then
    /// <see cref="BeginDecoding"/>, then <see cref="Decode"/>.
    /// </summary>
    public bool DecodesLast { get; private set; }

    /// <summary>Makes one video's latents only; the caller disposes it.</summary>
    /// <exception cref="InputException">As for <see cref="Check"/>.</exception>
    /// <exception cref="NonFiniteLatentsException">A step gave an infinity or NaN.</exception>
    public GeneratedVideo Sample(SamplingItem item, Action<GenerationProgress>? progress = null, CancellationToken cancellation = default) =>
        _pipeline.Generate(Request(item) with { Output = GenerationOutput.Latents }, progress, cancellation);

    /// <summary>Gives the network's memory free and loads the autoencoder, if it is not in memory already.</summary>
    /// <returns>A line for the user, or null if there was nothing to load.</returns>
    /// <exception cref="InputException">A file does not fit.</exception>
    public string? BeginDecoding()
    {
        _assembly.UnloadNetwork();
        return _assembly.Engine.Autoencoder.NamedWeights().First().Weight.Value.device_type == DeviceType.META ? _loadAutoencoder?.Invoke() : null;
    }

    /// <summary>The frames of a video that <see cref="Sample"/> gave; the caller disposes both.</summary>
    /// <exception cref="NonFiniteFramesException">The decoder gave an infinity or NaN.</exception>
    public GeneratedVideo Decode(GeneratedVideo sampled)
    {
        ArgumentNullException.ThrowIfNull(sampled);
        return _pipeline.Decode(sampled, Settings.Rounding);
    }

    /// <summary>Checks a video before weights are read.</summary>
    /// <exception cref="InputException">Its input is missing, of the wrong kind or illegal.</exception>
    public void Check(SamplingItem item) => _pipeline.Check(Request(item));

    /// <summary>Makes one video; the caller disposes it.</summary>
    /// <exception cref="InputException">As for <see cref="Check"/>.</exception>
    /// <exception cref="NonFiniteLatentsException">A step gave an infinity or NaN; no black video is made of it.</exception>
    public GeneratedVideo Generate(SamplingItem item, Action<GenerationProgress>? progress = null, CancellationToken cancellation = default) =>
        _pipeline.Generate(Request(item), progress, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _assembly.Dispose();
        _factory.Dispose();
    }

    private GenerationRequest Request(SamplingItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return new GenerationRequest
        {
            Prompts = [item.Prompt],
            NegativePrompts = item.Negative is null ? null : [item.Negative],
            Unconditional = Settings.Unconditional,
            Input = item.Input,
            StartLatents_BTCHW = item.StartLatents_BTCHW,
            Frames = Settings.Frames,
            Height = Settings.Height,
            Width = Settings.Width,
            Seed = item.Seed,
            Plan = _plan,
            Rounding = Settings.Rounding,
        };
    }

    private IEnumerable<string> Captions(SamplingItem item)
    {
        yield return item.Prompt;
        if (item.Negative is { } negative)
        {
            yield return negative;
        }
        else if (Settings.Unconditional == UnconditionalText.EmptyCaption)
        {
            yield return string.Empty;
        }
    }

    private string LoadNetwork(ScalarType dtype, Device device, IReadOnlyList<LoraChoice> loras, bool forceLora, out IReadOnlyList<string> plugged)
    {
        // Adapters are checked against the base as it is stored: a cast to fp16 would change its fingerprint.
        var note = _assembly.LoadNetwork(loras.Count > 0 || _quantizes ? null : dtype, device);
        plugged = [.. loras.Select((lora, i) => Plug(lora, i, forceLora))];
        note += _assembly.Quantize() is { } quantized ? $"\n{quantized}" : string.Empty;
        _assembly.CastNetwork(dtype, device);
        _assembly.Network.eval();
        return note;
    }

    private string Plug(LoraChoice choice, int index, bool force)
    {
        using var adapter = LoraFiles.Open(choice.Path, choice.Alpha);
        var load = LoraAttachment.Attach(_assembly.Network, $"{NetworkBuilder.LoraName}_{index}", adapter, choice.Scale, force);
        var note = FormattableString.Invariant($"{load} at scale {choice.Scale} from {choice.Path} ({adapter})");
        return load.Unmatched.Count == 0 ? note : $"{note}; no place for {string.Join(", ", load.Unmatched)}";
    }
}
