using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Video.Schedules;

namespace SharpSat.Video.Interop.Diffusers;

/// <summary>
/// A <c>scheduler_config.json</c> of diffusers' CogVideoX schedulers, with the defaults of their classes. Read strictly:
/// a key that neither class has is an error.
/// </summary>
public sealed record DiffusersSchedulerConfig
{
    /// <summary>File name in a scheduler folder.</summary>
    public const string FileName = "scheduler_config.json";

    /// <summary>Class of the deterministic scheduler.</summary>
    public const string DdimClass = "CogVideoXDDIMScheduler";

    /// <summary>Class of the stochastic second-order scheduler.</summary>
    public const string DpmClass = "CogVideoXDPMScheduler";

    /// <summary>Which scheduler: <see cref="DdimClass"/> or <see cref="DpmClass"/>.</summary>
    [JsonProperty("_class_name")]
    public required string ClassName { get; init; }

    /// <summary>Version that wrote the file; not used.</summary>
    [JsonProperty("_diffusers_version")]
    public string? Version { get; init; }

    /// <summary>Number of training levels.</summary>
    public int NumTrainTimesteps { get; init; } = 1000;

    /// <summary>First beta.</summary>
    public double BetaStart { get; init; } = 0.00085;

    /// <summary>Last beta.</summary>
    public double BetaEnd { get; init; } = 0.0120;

    /// <summary>How the betas grow.</summary>
    public BetaSchedule BetaSchedule { get; init; } = BetaSchedule.ScaledLinear;

    /// <summary>The betas themselves, or null.</summary>
    public IReadOnlyList<double>? TrainedBetas { get; init; }

    /// <summary>Ignored by both classes, as in diffusers.</summary>
    public bool? ClipSample { get; init; }

    /// <summary>Ignored by both classes, as in diffusers.</summary>
    public double? ClipSampleRange { get; init; }

    /// <summary>Ignored by both classes, as in diffusers.</summary>
    public double? SampleMaxValue { get; init; }

    /// <summary>Whether a step past the last timestep leads to the clean sample.</summary>
    public bool SetAlphaToOne { get; init; } = true;

    /// <summary>Offset of leading timesteps.</summary>
    public int StepsOffset { get; init; }

    /// <summary>What the network predicts.</summary>
    public DiffusersPrediction PredictionType { get; init; } = DiffusersPrediction.Epsilon;

    /// <summary>Which timesteps a shorter run visits.</summary>
    public SpacedTimesteps TimestepSpacing { get; init; } = SpacedTimesteps.Leading;

    /// <summary>Whether the last level is pure noise.</summary>
    public bool RescaleBetasZeroSnr { get; init; }

    /// <summary>Signal-to-noise shift.</summary>
    public double SnrShiftScale { get; init; } = 3.0;

    /// <summary>Reads a file or the folder that holds it.</summary>
    /// <param name="path">The folder or the file.</param>
    /// <param name="overrides">Values that replace those of the file, or null.</param>
    /// <param name="className">Class to use instead of the file's, or null.</param>
    /// <exception cref="InputException">The file is missing or has a key or class that is not known.</exception>
    public static DiffusersSchedulerConfig Read(string path, JObject? overrides = null, string? className = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var root = (JObject)ConfigDocument.Load(Directory.Exists(path) ? Path.Combine(path, FileName) : path).Root.DeepClone();
        root.Merge(overrides ?? [], new JsonMergeSettings
        {
            MergeArrayHandling = MergeArrayHandling.Replace,
            MergeNullValueHandling = MergeNullValueHandling.Merge,
        });
        if (className is not null)
        {
            root["_class_name"] = className;
        }

        return Bind(root, path);
    }

    /// <summary>Binds the content of such a file.</summary>
    /// <param name="root">The content.</param>
    /// <param name="origin">Where it comes from, for messages.</param>
    /// <exception cref="InputException">A key or the class is not known.</exception>
    internal static DiffusersSchedulerConfig Bind(JObject root, string origin)
    {
        var config = ConfigDocument.From(root).Bind<DiffusersSchedulerConfig>();
        return config.ClassName is DdimClass or DpmClass ? config : throw new InputException(
            $"'{origin}' names the scheduler {config.ClassName}; {DdimClass} and {DpmClass} are supported.");
    }

    /// <summary>The noise levels it describes.</summary>
    public DiffusersScheduleParams ScheduleParams() => new()
    {
        Levels = NumTrainTimesteps,
        BetaStart = BetaStart,
        BetaEnd = BetaEnd,
        BetaSchedule = BetaSchedule,
        TrainedBetas = TrainedBetas,
        Shift = SnrShiftScale,
        ZeroSnr = RescaleBetasZeroSnr,
        EndsClean = SetAlphaToOne,
        Spacing = TimestepSpacing,
        StepsOffset = StepsOffset,
    };
}
