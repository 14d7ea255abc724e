using System.CommandLine;
using SharpSat.Cli.Rendering;
using SharpSat.Video.Data.Synthetic;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat data render DIR</c>.</summary>
internal sealed class DataRenderCommand : Command
{
    public DataRenderCommand(CliConsole console)
        : base("render", "Make the synthetic moving-shapes set: DIR/videos/*.mp4 and DIR/labels/*.txt (64x64, 17 frames, 8 fps).")
    {
        var folder = new Argument<string>("dir") { Description = "Folder to write." };
        var count = new Option<int>("--count") { Description = "Number of clips; 0 makes one of each combination." };
        var seed = new Option<long>("--seed") { Description = "Seed of order, sizes, speeds and places." };
        var shapes = Words("--shapes", "circle, square, triangle, star");
        var colours = Words("--colours", "red, green, blue, yellow, magenta, cyan");
        var directions = Words("--directions", "left, right, up, down");
        var backgrounds = Words("--backgrounds", "black, white, gray");
        var include = Combos("--include", "Only such combinations");
        var exclude = Combos("--exclude", "No such combinations");
        var minRadius = new Option<double>("--min-radius") { Description = "No smaller shapes: radius in pixels, 8 to 16.", DefaultValueFactory = _ => MovingShapes.Radii.Min };
        var maxRadius = new Option<double>("--max-radius") { Description = "No larger shapes: radius in pixels, 8 to 16.", DefaultValueFactory = _ => MovingShapes.Radii.Max };
        var maxSpeed = new Option<double>("--max-speed") { Description = "No faster shapes: pixels per frame, 1 to 2.", DefaultValueFactory = _ => MovingShapes.Speeds.Max };
        var centered = new Option<bool>("--centered") { Description = "Every shape moves through the middle of the frame." };
        var paraphrases = new Option<bool>("--paraphrases") { Description = "Word the captions in several ways." };
        var force = CommonOptions.Force();
        foreach (var symbol in new Option[] { count, seed, shapes, colours, directions, backgrounds, include, exclude, minRadius, maxRadius, maxSpeed, centered, paraphrases, force })
        {
            Add(symbol);
        }

        Add(folder);
        SetAction((parsed, cancellation) => Task.FromResult(Render(
            console,
            parsed.GetRequiredValue(folder),
            new MovingShapesParams
            {
                Count = parsed.GetValue(count),
                Seed = parsed.GetValue(seed),
                Include = ShapeWords.Include(
                    parsed.GetValue(shapes), parsed.GetValue(colours), parsed.GetValue(directions), parsed.GetValue(backgrounds), parsed.GetValue(include)),
                Exclude = ShapeWords.Filters(parsed.GetValue(exclude)),
                MinRadius = parsed.GetValue(minRadius),
                MaxRadius = parsed.GetValue(maxRadius),
                MaxSpeed = parsed.GetValue(maxSpeed),
                Centered = parsed.GetValue(centered),
                Paraphrases = parsed.GetValue(paraphrases),
            },
            parsed.GetValue(force),
            cancellation)));
    }

    private static int Render(CliConsole console, string folder, MovingShapesParams settings, bool force, CancellationToken cancellation)
    {
        var written = ProgressView.Run(console, "clips", report =>
            MovingShapesWriter.Write(folder, settings, force, (done, total) => report(done, total, string.Empty), cancellation));
        console.Out.WriteLine($"{written} clips with captions in {folder}");
        return 0;
    }

    private static Option<string[]> Words(string name, string legal) => new(name)
    {
        Description = $"Any of {legal}, separated by commas.",
        HelpName = "list",
        DefaultValueFactory = _ => [],
    };

    private static Option<string[]> Combos(string name, string what) => new(name)
    {
        Description = $"{what}, for example red-circle or red-circle-left-black; any order, may be repeated.",
        HelpName = "combo",
        DefaultValueFactory = _ => [],
    };
}
