using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Media;

/// <summary>
/// Decoded frames: RGB bytes [F, H, W, 3] in managed memory, and the two conversions between bytes and what the
/// networks see (the reference's: (u8 - 127.5) / 127.5 in, truncate(255 * clamp((x + 1) / 2, 0, 1)) out).
/// </summary>
public sealed class FrameBatch
{
    private readonly byte[] _bytes;

    /// <summary>Takes ownership of <paramref name="bytes"/>, laid out [frames, height, width, 3].</summary>
    /// <exception cref="ArgumentException">The length does not fit the sizes.</exception>
    public FrameBatch(byte[] bytes, int frames, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frames);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (bytes.LongLength != 3L * frames * height * width)
        {
            throw new ArgumentException($"{bytes.LongLength} bytes are not {frames} frames of {width}x{height} RGB.", nameof(bytes));
        }

        (_bytes, Count, Height, Width) = (bytes, frames, height, width);
    }

    /// <summary>Number of frames F.</summary>
    public int Count { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>All bytes [F, H, W, 3].</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The bytes of one frame [H, W, 3].</summary>
    public ReadOnlySpan<byte> Frame(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var size = 3 * Height * Width;
        return _bytes.AsSpan(index * size, size);
    }

    /// <summary>Red, green and blue of one pixel.</summary>
    public (byte R, byte G, byte B) Pixel(int frame, int y, int x)
    {
        var at = Frame(frame).Slice(3 * ((y * Width) + x), 3);
        return (at[0], at[1], at[2]);
    }

    /// <summary>A copy of some frames.</summary>
    /// <param name="indices">Their numbers, at least one.</param>
    public FrameBatch Pick(IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        var size = 3 * Height * Width;
        var bytes = new byte[indices.Count * size];
        for (var i = 0; i < indices.Count; i++)
        {
            Frame(indices[i]).CopyTo(bytes.AsSpan(i * size, size));
        }

        return new FrameBatch(bytes, indices.Count, Height, Width);
    }

    /// <summary>A uint8 tensor [F, H, W, 3] on the CPU (a copy).</summary>
    public Tensor ToBytes_FHWC()
    {
        var result = empty([Count, Height, Width, 3], ScalarType.Byte);
        _bytes.CopyTo(result.bytes);
        return result;
    }

    /// <summary>float32 [F, 3, H, W] in [-1, 1] on the CPU: (u8 - 127.5) / 127.5.</summary>
    public Tensor ToUnit_FCHW()
    {
        using var scope = NewDisposeScope();
        return ToBytes_FHWC().permute(0, 3, 1, 2).to(ScalarType.Float32).sub_(127.5f).div_(127.5f).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>From a uint8 tensor [F, H, W, 3] on any device.</summary>
    public static FrameBatch FromBytes_FHWC(Tensor frames_FHWC)
    {
        var shape = frames_FHWC.shape;
        if (shape.Length != 4 || shape[3] != 3 || frames_FHWC.dtype != ScalarType.Byte)
        {
            throw new ArgumentException($"Expected uint8 [F, H, W, 3], got {frames_FHWC.dtype} [{string.Join(", ", shape)}].", nameof(frames_FHWC));
        }

        using var scope = NewDisposeScope();
        return new FrameBatch(frames_FHWC.cpu().contiguous().bytes.ToArray(), (int)shape[0], (int)shape[1], (int)shape[2]);
    }

    /// <summary>From values in [-1, 1], [F, 3, H, W] of any float type and device: truncate(255 * clamp((x + 1) / 2, 0, 1)).</summary>
    /// <exception cref="ArgumentException">The shape is wrong, or a value is not finite (the message says in which frame).</exception>
    public static FrameBatch FromUnit_FCHW(Tensor frames_FCHW)
    {
        var shape = frames_FCHW.shape;
        if (shape.Length != 4 || shape[1] != 3)
        {
            throw new ArgumentException($"Expected [F, 3, H, W], got [{string.Join(", ", shape)}].", nameof(frames_FCHW));
        }

        using var scope = NewDisposeScope();
        var x_FCHW = frames_FCHW.detach().cpu().to(ScalarType.Float32);
        var good_F = x_FCHW.isfinite().flatten(1).all(1);
        if (!good_F.all().item<bool>())
        {
            var first = good_F.to(ScalarType.Int32).argmin().item<long>();
            throw new ArgumentException($"Frame {first} holds values that are not finite; no video is made from it.", nameof(frames_FCHW));
        }

        return FromBytes_FHWC(x_FCHW.add(1f).div_(2f).clamp_(0f, 1f).mul_(255f).to(ScalarType.Byte).permute(0, 2, 3, 1).contiguous());
    }
}
