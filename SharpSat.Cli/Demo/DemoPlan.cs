using Newtonsoft.Json;
using SharpSat.Core.Configuration;
using SharpSat.Video.Data.Synthetic;

namespace SharpSat.Cli.Demo;

/// <summary>What the demo renders, trains and asks for.</summary>
/// <param name="Folder">Everything is written below it.</param>
/// <param name="Steps">Steps of the network.</param>
/// <param name="AdapterSteps">Steps of the LoRA.</param>
internal sealed record DemoPlan(string Folder, long Steps, long AdapterSteps)
{
    public const long NetworkSteps = 1200;
    public const long LoraSteps = 250;

    /// <summary>What the network is taught: every shape but the star.</summary>
    public static MovingShapesParams Shapes { get; } = new() { Count = 216, Seed = 1 };

    /// <summary>What the LoRA adds.</summary>
    public static MovingShapesParams Stars { get; } = new() { Count = 24, Seed = 2, Include = [new ShapeFilter { Shapes = [ShapeKind.Star] }] };

    /// <summary>Asked for before and after the LoRA.</summary>
    public static IReadOnlyList<string> Prompts { get; } =
    [
        "a red circle moving left on a black background",
        "a blue square moving up on a white background",
        "a yellow star moving right on a black background",
        "a magenta star moving down on a white background",
    ];

    public string ShapeClips => Path.Combine(Folder, "shape-clips");

    public string StarClips => Path.Combine(Folder, "star-clips");

    public string NetworkRun => Path.Combine(Folder, "network");

    public string LoraRun => Path.Combine(Folder, "lora");

    public string Before => Path.Combine(Folder, "before");

    public string After => Path.Combine(Folder, "after");

    public string Sheet => Path.Combine(Folder, "contact-sheet.png");

    /// <summary>The network's config: the tiny preset in full.</summary>
    public ConfigDocument NetworkConfig() => Config("demo (network)", new
    {
        model = new { preset = "tiny" },
        data = Clips(ShapeClips),
        training = new { encode_once = true },
        trainer = new { run_dir = NetworkRun, max_steps = Steps, batch_size = 8, lr = 2e-3, min_lr = 2e-5, schedule = "cosine", warmup_steps = Math.Min(20, Steps - 1), save_every = 400 },
    });

    /// <summary>The adapter's config, on top of the trained network.</summary>
    public ConfigDocument LoraConfig() => Config("demo (LoRA)", new
    {
        model = new { preset = "tiny", weights = NetworkRun },
        lora = new { rank = 8, alpha = 8, targets = new[] { "attention.query_key_value", "attention.dense", "mlp.*" } },
        data = Clips(StarClips),
        training = new { encode_once = true },
        trainer = new { run_dir = LoraRun, max_steps = AdapterSteps, batch_size = 4, lr = 3e-3, min_lr = 3e-5, schedule = "cosine", warmup_steps = Math.Min(10, AdapterSteps - 1), weight_decay = 0, save_every = 0 },
    });

    private static object Clips(string path) => new
    {
        target = "video_folder",
        @params = new { path, frames = 17, height = 64, width = 64, fps = 8 },
    };

    private static ConfigDocument Config(string name, object value) => ConfigDocument.Parse(JsonConvert.SerializeObject(value), name);
}
