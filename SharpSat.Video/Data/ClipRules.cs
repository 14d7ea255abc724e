using SharpSat.Core.Errors;

namespace SharpSat.Video.Data;

/// <summary>Which frame counts and sizes a video model can take; every refusal names the nearest legal values.</summary>
public static class ClipRules
{
    /// <summary>Frame counts must be k * <paramref name="timeCompression"/> + 1.</summary>
    /// <exception cref="InputException">The count is illegal.</exception>
    public static void RequireFrames(int frames, int timeCompression)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(timeCompression);
        if (frames >= 1 && (frames - 1) % timeCompression == 0)
        {
            return;
        }

        var below = frames < 1 ? 1 : LargestFrames(frames, timeCompression);
        var nearest = frames < 1 ? $"{below}" : $"{below} or {below + timeCompression}";
        throw new InputException($"frames must be a multiple of {timeCompression} plus 1 (the autoencoder's time compression), got {frames}; nearest: {nearest}.");
    }

    /// <summary>Height and width must be multiples of <paramref name="multiple"/>.</summary>
    /// <exception cref="InputException">One of them is not.</exception>
    public static void RequireSize(int height, int width, int multiple)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(multiple);
        RequireLength("height", height, multiple);
        RequireLength("width", width, multiple);
    }

    /// <summary>The largest legal frame count that is at most <paramref name="available"/>, 0 if there is none.</summary>
    public static int LargestFrames(int available, int timeCompression) => available < 1 ? 0 : ((available - 1) / timeCompression * timeCompression) + 1;

    private static void RequireLength(string name, int value, int multiple)
    {
        if (value >= multiple && value % multiple == 0)
        {
            return;
        }

        var below = value / multiple * multiple;
        var nearest = below < multiple ? $"{multiple}" : $"{below} or {below + multiple}";
        throw new InputException($"{name} must be a multiple of {multiple}, got {value}; nearest: {nearest}.");
    }
}
