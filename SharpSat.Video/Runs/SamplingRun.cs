using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using SharpSat.Video.Guidance;
using SharpSat.Video.Interop.Lora;
using SharpSat.Video.Samplers;
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

    /// <summary>Builds everything without weights.</summary>
    /// <exception cref="InputException">A setting or size is illegal, or no weights are named.</exception>
    public SamplingRun(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        Settings = config.Sampling ?? throw new InputException("The config has no 'sampling' section; it needs at least frames, height and width.");
        _assembly = new EngineAssembly(config, _factory, Settings);
        _pipeline = new VideoPipeline(_assembly.Engine);
        _plan = PlanOf(Settings, _factory);
        _ = _assembly.Engine.Schedule.Trajectory(Settings.Steps);
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
        // Adapters are checked against the base as it is stored: a cast to fp16 would change its fingerprint.
        var notes = _assembly.Load(loras.Count > 0 ? null : dtype, device).ToList();
        notes.AddRange(loras.Select((lora, i) => Plug(lora, i, forceLora)));
        _assembly.Cast(dtype, device);
        _assembly.Network.eval();
        return notes;
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

    private string Plug(LoraChoice choice, int index, bool force)
    {
        using var adapter = LoraFiles.Open(choice.Path, choice.Alpha);
        var load = LoraAttachment.Attach(_assembly.Network, $"{NetworkBuilder.LoraName}_{index}", adapter, choice.Scale, force);
        var note = FormattableString.Invariant($"{load} at scale {choice.Scale} from {choice.Path} ({adapter})");
        return load.Unmatched.Count == 0 ? note : $"{note}; no place for {string.Join(", ", load.Unmatched)}";
    }
}
