namespace SharpSat.Video.Schedules;

/// <summary>Chooses which of the training levels a shorter sampling run visits.</summary>
public static class TimestepSpacing
{
    /// <summary>
    /// SAT's roughly equal steps: <paramref name="count"/> indices, ascending, ending at <paramref name="total"/> - 1
    /// and never reaching 0 (<c>generate_roughly_equally_spaced_steps</c>).
    /// </summary>
    public static int[] RoughlyEqual(int count, int total)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, total);
        double start = total - 1;
        var step = -start / count;
        var indices = new int[count];
        for (var i = 0; i < count; i++)
        {
            indices[count - 1 - i] = (int)((i * step) + start);
        }

        return indices;
    }
}
