using Newtonsoft.Json.Linq;
using SharpSat.Video.Interop.Diffusers;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>The recorded arguments of one pipeline call.</summary>
internal sealed record PipelineCall
{
    private const int DefaultTextLength = 226;
    private const double DefaultStrength = 0.8;

    private static readonly string[] Known =
    [
        "prompt", "negative_prompt", "image", "video", "control_video", "height", "width", "num_frames", "steps", "guidance_scale",
        "dynamic_cfg", "strength", "scheduler", "max_sequence_length", "num_videos_per_prompt", "latents",
    ];

    private readonly JObject _inputs;

    private PipelineCall(JObject inputs) => _inputs = inputs;

    public IReadOnlyList<string> Prompts => Texts(_inputs["prompt"]!);

    public IReadOnlyList<string>? Negatives => Given("negative_prompt") is { } negative ? Texts(negative) : null;

    public int Height => (int)(Given("height") ?? throw Missing("height"));

    public int Width => (int)(Given("width") ?? throw Missing("width"));

    /// <summary>Frames asked for, or null: those of the video.</summary>
    public int? Frames => (int?)Given("num_frames");

    public int Steps => (int)_inputs["steps"]!;

    public double Scale => (double)_inputs["guidance_scale"]!;

    public bool Dynamic => (bool?)Given("dynamic_cfg") ?? false;

    public double Strength => (double?)Given("strength") ?? DefaultStrength;

    public int TextLength => (int?)Given("max_sequence_length") ?? DefaultTextLength;

    public JToken? Latents => Given("latents");

    /// <summary>Reads a run's call.</summary>
    /// <param name="run">The run.</param>
    /// <param name="args">Names of the plain values that the caller looks at itself.</param>
    public static PipelineCall Read(JObject run, params IReadOnlyCollection<string> args)
    {
        ParityOptions.RequireKnown(run["args"], "args", args);
        var inputs = run["inputs"] as JObject ?? [];
        ParityOptions.RequireKnown(inputs, "inputs", Known);
        ParityOptions.RequireKnown(inputs["scheduler"], "scheduler", "class", "overrides");
        return new PipelineCall(inputs);
    }

    /// <summary>The input of this name, or null.</summary>
    public JToken? Given(string name) => _inputs[name] is { Type: not JTokenType.Null } token ? token : null;

    public DiffusersSchedulerConfig Scheduler(string folder) => DiffusersSchedulerConfig.Read(
        Path.Combine(folder, "scheduler"), Given("scheduler")?["overrides"] as JObject, (string?)Given("scheduler")?["class"]);

    private static string[] Texts(JToken token) => token is JArray list ? [.. list.Select(text => (string)text!)] : [(string)token!];

    private static ParityUnsupportedException Missing(string name) => new($"a call without {name}");
}
