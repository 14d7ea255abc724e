using SharpSat.Core.Errors;
using SkiaSharp;

namespace SharpSat.Video.Media;

/// <summary>A PNG with one row for each video (caption, then evenly spaced frames), under group headings.</summary>
public static class ContactSheet
{
    private const int Margin = 16;
    private const int Gap = 4;
    private const int CaptionHeight = 26;
    private const int HeadingHeight = 40;
    private const int MinWidth = 480;
    private const int MaxSide = 30_000;
    private static readonly SKColor Paper = new(0xE4, 0xE4, 0xE8);
    private static readonly SKColor Ink = new(0x20, 0x20, 0x20);

    /// <summary>Draws the sheet and writes it as PNG under a temporary name first.</summary>
    /// <param name="path">The .png to write; its folder is created, an existing file is replaced.</param>
    /// <param name="rows">At least one video; sizes may differ.</param>
    /// <param name="options">Looks, or null for the default.</param>
    /// <exception cref="InputException">No rows, too large a sheet, or the file cannot be written.</exception>
    public static void Save(string path, IReadOnlyList<ContactSheetRow> rows, ContactSheetOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new ContactSheetOptions();
        if (rows.Count == 0 || options.Columns < 1 || options.FrameHeight < 8)
        {
            throw new InputException($"Contact sheet '{path}' needs at least one video, one column and 8 pixels of frame height.");
        }

        var layouts = rows.Select(row => Layout(row.Frames, options)).ToList();
        var width = Math.Max(MinWidth, (2 * Margin) + layouts.Max(l => (l.Columns * (l.Width + Gap)) - Gap));
        var height = (2 * Margin) + (options.Title is null ? 0 : HeadingHeight) + (Headings(rows).Count(h => h) * HeadingHeight)
            + layouts.Sum(l => CaptionHeight + l.Height + Margin);
        if (width > MaxSide || height > MaxSide)
        {
            throw new InputException($"Contact sheet '{path}' would be {width}x{height} pixels (at most {MaxSide} a side): use fewer videos or columns, or a smaller frame height.");
        }

        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            Draw(canvas, rows, layouts, options, width);
        }

        Write(path, bitmap);
    }

    /// <summary>A copy of the frames that a sheet shows of a video, so that the others need not stay in memory until it is drawn.</summary>
    /// <param name="frames">The video.</param>
    /// <param name="options">Looks of the sheet, or null for the default.</param>
    public static FrameBatch Shown(FrameBatch frames, ContactSheetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(frames);
        var columns = Math.Min((options ?? new ContactSheetOptions()).Columns, frames.Count);
        return frames.Pick(Spread(frames.Count, columns));
    }

    /// <summary>Numbers of <paramref name="columns"/> evenly spaced frames, first and last included.</summary>
    internal static int[] Spread(int frames, int columns) => columns == 1
        ? [frames / 2]
        : [.. Enumerable.Range(0, columns).Select(i => (int)Math.Round(i * (frames - 1) / (columns - 1.0), MidpointRounding.AwayFromZero))];

    private static (int Columns, int Width, int Height, bool Whole) Layout(FrameBatch frames, ContactSheetOptions options)
    {
        // Whole factors keep the pixels of tiny models sharp.
        var factor = options.FrameHeight / frames.Height;
        var scale = factor >= 1 ? factor : (double)options.FrameHeight / frames.Height;
        var width = Math.Max(1, (int)Math.Round(frames.Width * scale));
        return (Math.Min(options.Columns, frames.Count), width, (int)Math.Round(frames.Height * scale), factor >= 1);
    }

    private static IEnumerable<bool> Headings(IReadOnlyList<ContactSheetRow> rows) =>
        rows.Select((row, i) => row.Group is not null && (i == 0 || rows[i - 1].Group != row.Group));

    private static void Draw(
        SKCanvas canvas, IReadOnlyList<ContactSheetRow> rows, List<(int Columns, int Width, int Height, bool Whole)> layouts, ContactSheetOptions options, int width)
    {
        using var text = new SheetText(Ink);
        canvas.Clear(Paper);
        float y = Margin;
        var room = width - (2 * Margin);
        if (options.Title is { } title)
        {
            text.Draw(canvas, title, Margin, y + 24, 24, room);
            y += HeadingHeight;
        }

        var headings = Headings(rows).ToList();
        for (var r = 0; r < rows.Count; r++)
        {
            if (headings[r])
            {
                text.Draw(canvas, rows[r].Group!, Margin, y + 22, 20, room);
                y += HeadingHeight;
            }

            text.Draw(canvas, rows[r].Caption, Margin, y + 16, 15, room);
            y += CaptionHeight;
            var (columns, cellWidth, cellHeight, whole) = layouts[r];
            var x = (float)Margin;
            foreach (var frame in Spread(rows[r].Frames.Count, columns))
            {
                DrawFrame(canvas, rows[r].Frames, frame, SKRect.Create(x, y, cellWidth, cellHeight), whole);
                x += cellWidth + Gap;
            }

            y += cellHeight + Margin;
        }
    }

    private static void DrawFrame(SKCanvas canvas, FrameBatch frames, int index, SKRect place, bool whole)
    {
        var source = frames.Frame(index);
        using var bitmap = new SKBitmap(new SKImageInfo(frames.Width, frames.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pixels = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; from < source.Length; from += 3, to += 4)
        {
            source.Slice(from, 3).CopyTo(pixels[to..]);
            pixels[to + 3] = 255;
        }

        using var image = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(image, place, whole ? new SKSamplingOptions(SKFilterMode.Nearest) : new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
    }

    private static void Write(string path, SKBitmap bitmap)
    {
        var full = Path.GetFullPath(path);
        var temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (var file = File.Create(temporary))
            {
                if (!bitmap.Encode(file, SKEncodedImageFormat.Png, 100))
                {
                    throw new IOException("the picture could not be encoded.");
                }
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            throw new InputException($"Contact sheet '{path}' cannot be written: {e.Message}", e);
        }
    }
}
