using System.CommandLine;
using SharpSat.Cli.Datasets;
using SharpSat.Cli.Rendering;
using SharpSat.Video.Data;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat data check DIR</c>.</summary>
internal sealed class DataCheckCommand : Command
{
    public DataCheckCommand(CliConsole console)
        : base("check", "Look through a folder, a table or tar shards of clips: every problem by file name, a table, a contact sheet.")
    {
        var folder = new Argument<string>("dir") { Description = "The folder (videos/*.mp4 and labels/*.txt, or prompts.txt and videos.txt), or a .csv or .jsonl table, or WebDataset shards: a .tar, a folder of them, clips-*.tar, clips-{0000..0009}.tar." };
        var frames = new Option<int>("--frames") { Description = "Frames of each clip.", DefaultValueFactory = _ => 17 };
        var height = new Option<int>("--height") { Description = "Height in pixels.", DefaultValueFactory = _ => 64 };
        var width = new Option<int>("--width") { Description = "Width in pixels.", DefaultValueFactory = _ => 64 };
        var fps = new Option<double>("--fps") { Description = "Frames per second.", DefaultValueFactory = _ => 8 };
        var buckets = BucketOption.Create();
        var pictures = new Option<bool>("--pictures") { Description = "Each video comes with a picture of its own, for image-to-video: images/, images.txt, the column image, KEY.png." };
        var defaults = new VideoFolderParams { Path = string.Empty };
        var videoColumn = Column("--video-column", "A table's column of paths.", defaults.VideoColumn);
        var captionColumn = Column("--caption-column", "A table's column of captions; in shards the field of KEY.json.", defaults.CaptionColumn);
        var imageColumn = Column("--image-column", "A table's column of the pictures that --pictures asks for.", defaults.ImageColumn);
        var sheet = new Option<string?>("--sheet") { Description = "Picture to write, a .png: the clips as training will see them." };
        Add(folder);
        foreach (var option in new Option[] { frames, height, width, buckets, fps, pictures, videoColumn, captionColumn, imageColumn, sheet })
        {
            Add(option);
        }

        SetAction((parsed, _) =>
        {
            var sizes = BucketOption.Parse(parsed.GetValue(buckets));
            int? Side(Option<int> option) => sizes.Count == 0 || parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option) : null;
            var settings = new VideoFolderParams
            {
                Path = parsed.GetRequiredValue(folder),
                Frames = Side(frames),
                Height = Side(height),
                Width = Side(width),
                Buckets = sizes,
                Fps = parsed.GetValue(fps),
                Pictures = parsed.GetValue(pictures),
                VideoColumn = parsed.GetRequiredValue(videoColumn),
                CaptionColumn = parsed.GetRequiredValue(captionColumn),
                ImageColumn = parsed.GetRequiredValue(imageColumn),
            };
            return Task.FromResult(new FolderCheckJob(console, settings, parsed.GetValue(sheet)).Run());
        });
    }

    private static Option<string> Column(string name, string description, string usual) =>
        new(name) { Description = description, HelpName = "name", DefaultValueFactory = _ => usual };
}
