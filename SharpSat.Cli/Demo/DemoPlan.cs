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
    public const long LoraSteps = 1300;

    // Each of the 24 clips is seen as often for one pass over what nano knows.
    private const int Repeat = 20;

    private const int OtherClips = 400;

    /// <summary>
    /// The new thing: every third combination of colour, direction and background, so that the prompts below ask for
    /// stars that no clip shows. All are alike in size, speed and place: that is what so few clips can teach.
    /// </summary>
    public static MovingShapesParams Stars => new()
    {
        Seed = 2,
        Paraphrases = true,
        MinRadius = MovingShapes.LargestRadius,
        MaxRadius = MovingShapes.LargestRadius,
        MaxSpeed = MovingShapes.Speeds.Min,
        Centered = true,
        Include = [.. ShapeCombination.All.Where(c => c.Shape == ShapeKind.Star && Remainder(c) == 0).Select(Only)],
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

    /// <summary>The adapter's config, on top of nano: configs/nano-lora.json with the rendered clips.</summary>
    public ConfigDocument LoraConfig() => ConfigDocument.Parse(
        JsonConvert.SerializeObject(new
        {
            model = new { preset = "nano" },
            lora = new { rank = 32, alpha = 32, targets = new[] { "*" } },
            data = new { target = "joined", @params = new { sources = new[] { RenderedStars, WhatNanoKnows } } },
            training = new
            {
                caption_dropout = 0.1,
                timesteps = new { target = "rank_stratified_timesteps", @params = new { over_batch = true } },
                latent_cache = Path.Combine(Folder, "latents"),
            },
            trainer = new
            {
                run_dir = LoraRun, max_steps = Steps, batch_size = 16, lr = 2.5e-3, min_lr = 2e-5, schedule = "cosine",
                warmup_steps = Math.Min(20, Steps - 1), weight_decay = 0, save_every = 0,
            },
        }),
        "demo (LoRA)");

    private object RenderedStars => new
    {
        repeat = Repeat,
        clips = new { target = "video_folder", @params = new { path = StarFolder, frames = 17, height = 64, width = 64, fps = 8 } },
    };

    // Learned beside the stars so that it is not forgotten.
    private static object WhatNanoKnows => new
    {
        clips = new
        {
            target = "moving_shapes",
            @params = new { count = OtherClips, seed = 3, split = "training", paraphrases = true, min_radius = 11, max_radius = 16, max_speed = 1.5 },
        },
    };

    private static int Remainder(ShapeCombination c) => ((int)c.Color + (int)c.Direction + (int)c.Background) % 3;

    private static ShapeFilter Only(ShapeCombination c) => new()
    {
        Colors = [c.Color], Shapes = [c.Shape], Directions = [c.Direction], Backgrounds = [c.Background],
    };
}
