using System.ComponentModel.DataAnnotations;
using SharpSat.Video.Data.Buckets;

namespace SharpSat.Video.Data;

/// <summary>Settings of <see cref="VideoFolder"/>.</summary>
public sealed record VideoFolderParams
{
    /// <summary>
    /// Folder that holds <c>videos/*.mp4</c> and <c>labels/*.txt</c> with matching names, or <c>prompts.txt</c> and
    /// <c>videos.txt</c>, line by line; or a table, <c>.csv</c> or <c>.jsonl</c>; paths in
    /// lists start from the list's folder. Or WebDataset shards: a <c>.tar</c> file, a folder of them, or a pattern
    /// (<c>clips-*.tar</c>, <c>clips-{0000..0009}.tar</c>) with members <c>KEY.mp4</c> and <c>KEY.txt</c> or <c>KEY.json</c>.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>The table's column of paths.</summary>
    public string VideoColumn { get; init; } = "video";

    /// <summary>The table's column of captions; in shards the field of <c>KEY.json</c>.</summary>
    public string CaptionColumn { get; init; } = "caption";

    /// <summary>
    /// Whether each video comes with a picture that an image-to-video network is given in place of the first frame:
    /// <c>images/NAME.png</c>, <c>images.txt</c> line by line, the table's column, a shard's <c>KEY.png</c> (or .jpg, .jpeg,
    /// .webp).
    /// </summary>
    public bool Pictures { get; init; }

    /// <summary>The table's column of those pictures.</summary>
    public string ImageColumn { get; init; } = "image";

    /// <summary>Frames of each clip: a multiple of <see cref="TimeCompression"/> plus 1.</summary>
    [Range(1, int.MaxValue)]
    public int? Frames { get; init; }

    /// <summary>Height of each clip in pixels: a multiple of <see cref="SizeMultiple"/>.</summary>
    [Range(1, int.MaxValue)]
    public int? Height { get; init; }

    /// <summary>Width of each clip in pixels: a multiple of <see cref="SizeMultiple"/>.</summary>
    [Range(1, int.MaxValue)]
    public int? Width { get; init; }

    /// <summary>
    /// Several sizes in place of one: each clip goes to the bucket that fits its shape and length best, and every batch
    /// has clips of one bucket.
    /// </summary>
    public IReadOnlyList<ClipSize> Buckets { get; init; } = [];

    /// <summary>Frames per second of each clip; the videos must have at least this rate.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double Fps { get; init; } = 8;

    /// <summary>Where in a longer video the clip begins.</summary>
    public ClipStart Start { get; init; } = ClipStart.First;

    /// <summary>Seconds to leave out at the beginning of each video.</summary>
    [Range(0.0, double.MaxValue)]
    public double SkipSeconds { get; init; }

    /// <summary>Frames to leave out at the beginning and at the end of each video.</summary>
    [Range(0, int.MaxValue)]
    public int SkipFrames { get; init; }

    /// <summary>
    /// Whether every n-th frame is taken, n being the whole part of the ratio of the rates, as the reference does (a 30
    /// fps video read at 8 fps plays at 10), instead of the frames nearest in time.
    /// </summary>
    public bool WholeSteps { get; init; }

    /// <summary>Seed of a random start.</summary>
    public long Seed { get; init; }

    /// <summary>How many frames the autoencoder joins into one latent frame.</summary>
    [Range(1, int.MaxValue)]
    public int TimeCompression { get; init; } = 4;

    /// <summary>The autoencoder's space compression times the patch size.</summary>
    [Range(1, int.MaxValue)]
    public int SizeMultiple { get; init; } = 16;

    /// <summary>How thoroughly the folder is checked first.</summary>
    public FolderCheck Check { get; init; } = FolderCheck.Decode;

    /// <summary>Decoded clips are kept in memory as bytes up to this many MiB; the rest is decoded each time. 0 keeps none.</summary>
    [Range(0, int.MaxValue)]
    public int CacheMegabytes { get; init; } = 512;

    internal ClipRequest Request(int frames) => new()
    {
        Frames = frames,
        Fps = Fps,
        Start = Start,
        SkipSeconds = SkipSeconds,
        SkipFrames = SkipFrames,
        WholeSteps = WholeSteps,
        Seed = Seed,
        TimeCompression = TimeCompression,
    };
}
