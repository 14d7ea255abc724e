using Newtonsoft.Json;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Video.Data.Synthetic;

namespace SharpSat.Cli.Demo;

/// <summary>What the demo renders, trains and asks for.</summary>
/// <param name="Folder">Everything is written below it.</param>
/// <param name="Steps">Training steps of the LoRA.</param>
internal sealed record DemoPlan(string Folder, long Steps)
{
    public const long LoraSteps = 700;

    private const int OtherClips = 96;

    // Sizes and speeds that nano was trained on (configs/nano.json).
    private const double NanoMinRadius = 11;
    private const double NanoMaxSpeed = 1.5;

    /// <summary>
    /// The new thing: every third combination of colour, direction and background, so that the prompts below ask for
    /// stars that no clip shows.
    /// </summary>
    public static MovingShapesParams Stars => new()
    {
        Seed = 2,
        Paraphrases = true,
        MinRadius = NanoMinRadius,
        MaxSpeed = NanoMaxSpeed,
        Include = [.. ShapeCombination.All.Where(c => c.Shape == ShapeKind.Star && Remainder(c) == 0).Select(Only)],
    };

    /// <summary>Some of what nano knows, learned beside the stars so that it is not forgotten.</summary>
    public static MovingShapesParams Others => new()
    {
        Count = OtherClips, Seed = 3, Paraphrases = true, Split = ShapeSplit.Training, MinRadius = NanoMinRadius, MaxSpeed = NanoMaxSpeed,
    };

    /// <summary>Asked for before and after the LoRA: stars that are not among the clips, and two shapes that nano draws anyway.</summary>
    public static IReadOnlyList<string> Prompts { get; } =
    [
        "a red star moving right on a black background",
        "a green star moving left on a black background",
        "a blue star moving up on a white background",
        "a yellow star moving down on a gray background",
        "a red circle moving left on a black background",
        "a blue triangle moving down on a black background",
    ];

    public string StarFolder => Path.Combine(Folder, "star-clips");

    public string OtherFolder => Path.Combine(Folder, "other-clips");

    public string LoraRun => Path.Combine(Folder, "lora");

    public string Before => Path.Combine(Folder, "before");

    public string After => Path.Combine(Folder, "after");

    public string Marker => Path.Combine(Folder, "demo.txt");

    public string Sheet => Path.Combine(Folder, "contact-sheet.png");

    public string LossPlot => Path.Combine(Folder, "loss.png");

    public string LoraFile => Path.Combine(Folder, "star-lora.safetensors");

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="InputException">One of them is below 1.</exception>
    public void Validate()
    {
        if (Steps < 1)
        {
            throw new InputException($"The demo needs at least 1 training step; --steps is {Steps}.");
        }
    }

    /// <summary>The adapter's config, on top of nano: what configs/nano-lora.json asks for, with two folders of clips.</summary>
    public ConfigDocument LoraConfig() => ConfigDocument.Parse(
        JsonConvert.SerializeObject(new
        {
            model = new { preset = "nano" },
            lora = new { rank = 16, alpha = 16, targets = new[] { "attention.*", "mlp.*" } },
            data = new { target = "joined", @params = new { sources = new[] { Source(StarFolder, repeat: 4), Source(OtherFolder, repeat: 1) } } },
            training = new { latent_cache = Path.Combine(Folder, "latents") },
            trainer = new
            {
                run_dir = LoraRun, max_steps = Steps, batch_size = 16, lr = 2e-3, min_lr = 2e-5, schedule = "cosine",
                warmup_steps = Math.Min(20, Steps - 1), weight_decay = 0, save_every = 0,
            },
        }),
        "demo (LoRA)");

    private static int Remainder(ShapeCombination c) => ((int)c.Color + (int)c.Direction + (int)c.Background) % 3;

    private static ShapeFilter Only(ShapeCombination c) => new()
    {
        Colors = [c.Color], Shapes = [c.Shape], Directions = [c.Direction], Backgrounds = [c.Background],
    };

    private static object Source(string path, int repeat) => new
    {
        repeat,
        clips = new { target = "video_folder", @params = new { path, frames = 17, height = 64, width = 64, fps = 8 } },
    };
}
