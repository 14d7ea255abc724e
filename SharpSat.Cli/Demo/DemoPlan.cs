using Newtonsoft.Json;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Video.Data.Synthetic;

namespace SharpSat.Cli.Demo;

/// <summary>What the demo renders, trains and asks for.</summary>
/// <param name="Folder">Everything is written below it.</param>
/// <param name="Steps">Steps of the network.</param>
/// <param name="AdapterSteps">Steps of the LoRA.</param>
/// <param name="Clips">Clips of shapes; of stars there are half as many.</param>
internal sealed record DemoPlan(string Folder, long Steps, long AdapterSteps, int Clips)
{
    public const long NetworkSteps = 2500;
    public const long LoraSteps = 300;
    public const int ShapeClips = 24;

    /// <summary>What the network is taught: circles and squares.</summary>
    public MovingShapesParams Shapes => new() { Count = Clips, Seed = 1, Include = [Few(ShapeKind.Circle, ShapeKind.Square)] };

    /// <summary>What the LoRA adds.</summary>
    public MovingShapesParams Stars => new() { Count = Math.Max(1, Clips / 2), Seed = 2, Include = [Few(ShapeKind.Star)] };

    /// <summary>Asked for before and after the LoRA.</summary>
    public static IReadOnlyList<string> Prompts { get; } =
    [
        "a red circle moving left on a black background",
        "a blue square moving right on a white background",
        "a green star moving right on a black background",
        "a red star moving left on a white background",
    ];

    public string ShapeFolder => Path.Combine(Folder, "shape-clips");

    public string StarFolder => Path.Combine(Folder, "star-clips");

    public string NetworkRun => Path.Combine(Folder, "network");

    public string LoraRun => Path.Combine(Folder, "lora");

    public string Before => Path.Combine(Folder, "before");

    public string After => Path.Combine(Folder, "after");

    public string Marker => Path.Combine(Folder, "demo.txt");

    public string Sheet => Path.Combine(Folder, "contact-sheet.png");

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="InputException">One of them is below 1.</exception>
    public void Validate()
    {
        if (Steps < 1 || AdapterSteps < 1 || Clips < 1)
        {
            throw new InputException($"The demo needs at least 1 clip and 1 step of each training; --clips is {Clips}, --steps {Steps}, --lora-steps {AdapterSteps}.");
        }
    }

    /// <summary>The network's config: the tiny preset in full.</summary>
    public ConfigDocument NetworkConfig() => Config("demo (network)", new
    {
        model = new { preset = "tiny" },
        data = Videos(ShapeFolder),
        training = new { encode_once = true },
        trainer = new { run_dir = NetworkRun, max_steps = Steps, batch_size = 8, lr = 2e-3, min_lr = 2e-5, schedule = "cosine", warmup_steps = Math.Min(20, Steps - 1), save_every = 1000 },
    });

    /// <summary>The adapter's config, on top of the trained network.</summary>
    public ConfigDocument LoraConfig() => Config("demo (LoRA)", new
    {
        model = new { preset = "tiny", weights = NetworkRun },
        lora = new { rank = 8, alpha = 8, targets = new[] { "attention.query_key_value", "attention.dense", "mlp.*" } },
        data = Videos(StarFolder),
        training = new { encode_once = true },
        trainer = new { run_dir = LoraRun, max_steps = AdapterSteps, batch_size = 4, lr = 3e-3, min_lr = 3e-5, schedule = "cosine", warmup_steps = Math.Min(10, AdapterSteps - 1), weight_decay = 0, save_every = 0 },
    });

    // A small world, so that minutes on a CPU are enough to learn it (nearly by heart).
    private static ShapeFilter Few(params ShapeKind[] shapes) => new()
    {
        Shapes = shapes,
        Colors = [ShapeColor.Red, ShapeColor.Green, ShapeColor.Blue],
        Directions = [ShapeDirection.Left, ShapeDirection.Right],
        Backgrounds = [ShapeBackground.Black, ShapeBackground.White],
    };

    private static object Videos(string path) => new
    {
        target = "video_folder",
        @params = new { path, frames = 17, height = 64, width = 64, fps = 8 },
    };

    private static ConfigDocument Config(string name, object value) => ConfigDocument.Parse(JsonConvert.SerializeObject(value), name);
}
