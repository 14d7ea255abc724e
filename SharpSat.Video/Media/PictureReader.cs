using SharpSat.Core.Errors;
using SkiaSharp;

namespace SharpSat.Video.Media;

/// <summary>Reads picture files (PNG, JPEG, WebP, ...), turned as their camera data say; transparency is dropped.</summary>
public static class PictureReader
{
    private const long BytesPerPixel = 4;

    /// <summary>The picture as one frame of RGB bytes.</summary>
    /// <exception cref="InputException">The file is missing or no picture that can be read.</exception>
    public static FrameBatch Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new InputException($"Picture '{path}' does not exist.");
        }

        return Read(path, MediaPart.OfFile(path));
    }

    /// <summary>As the other, for a member of a tar shard too.</summary>
    internal static FrameBatch Read(MediaPart part) => Read(part.Shown, part);

    /// <summary>Size of a picture, as a video of one frame; nothing is decoded.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    internal static VideoInfo Probe(MediaPart part)
    {
        using var codec = Open(part.Shown, part);
        var turned = codec.EncodedOrigin >= SKEncodedOrigin.LeftTop;
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        return new VideoInfo
        {
            Path = part.Shown,
            Part = part,
            Width = turned ? height : width,
            Height = turned ? width : height,
            FrameCount = 1,
            Fps = 1,
            Duration = 0,
            VariableFrameRate = false,
            Rotation = 0,
            Codec = codec.EncodedFormat.ToString().ToLowerInvariant(),
            Times = [0],
        };
    }

    private static FrameBatch Read(string path, MediaPart part)
    {
        using var codec = Open(path, part);
        var size = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var bitmap = new SKBitmap(size);
        var decoded = codec.GetPixels(size, bitmap.GetPixels());
        return decoded == SKCodecResult.Success
            ? Upright(bitmap.GetPixelSpan(), size.Width, size.Height, codec.EncodedOrigin)
            : throw new InputException($"Picture '{path}' is damaged ({decoded}).");
    }

    private static SKCodec Open(string path, MediaPart part)
    {
        var stream = new MemoryStream(part.ReadBytes());
        var codec = SKCodec.Create(stream, out var result) ?? throw new InputException($"'{path}' is no picture that can be read ({result}).");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (BytesPerPixel * width * height <= Array.MaxLength)
        {
            return codec;
        }

        codec.Dispose();
        throw new InputException($"Picture '{path}' of {width}x{height} pixels is too large; at most {Array.MaxLength / BytesPerPixel} pixels can be read.");
    }

    private static FrameBatch Upright(ReadOnlySpan<byte> rgba, int width, int height, SKEncodedOrigin origin)
    {
        var turned = origin >= SKEncodedOrigin.LeftTop;
        var (columns, rows) = turned ? (height, width) : (width, height);
        var rgb = new byte[3 * columns * rows];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (column, row) = Place(x, y, width, height, origin);
                rgba.Slice(4 * ((y * width) + x), 3).CopyTo(rgb.AsSpan(3 * ((row * columns) + column)));
            }
        }

        return new FrameBatch(rgb, 1, rows, columns);
    }

    private static (int Column, int Row) Place(int x, int y, int width, int height, SKEncodedOrigin origin) => origin switch
    {
        SKEncodedOrigin.TopRight => (width - 1 - x, y),
        SKEncodedOrigin.BottomRight => (width - 1 - x, height - 1 - y),
        SKEncodedOrigin.BottomLeft => (x, height - 1 - y),
        SKEncodedOrigin.LeftTop => (y, x),
        SKEncodedOrigin.RightTop => (height - 1 - y, x),
        SKEncodedOrigin.RightBottom => (height - 1 - y, width - 1 - x),
        SKEncodedOrigin.LeftBottom => (y, width - 1 - x),
        _ => (x, y),
    };
}
