namespace SharpSat.Video.Schedules;

/// <summary>diffusers' lists of timesteps (<c>set_timesteps</c>), noisiest first, with numpy's rounding (half to even).</summary>
internal static class DiffusersTimesteps
{
    public static int[] For(SpacedTimesteps spacing, int steps, int total, int offset) => spacing switch
    {
        SpacedTimesteps.Leading => [.. Enumerable.Range(0, steps).Reverse().Select(i => (i * (total / steps)) + offset)],
        SpacedTimesteps.Linspace => [.. Enumerable.Range(0, steps).Reverse().Select(i => Even(i, steps, total))],
        SpacedTimesteps.Trailing => Trailing(steps, total),
        _ => throw new ArgumentOutOfRangeException(nameof(spacing)),
    };

    private static int Even(int i, int steps, int total) =>
        i == 0 ? 0 : i == steps - 1 ? total - 1 : (int)Math.Round(i * ((total - 1.0) / (steps - 1)), MidpointRounding.ToEven);

    // numpy's arange steps by the difference of its first two numbers. For some counts (61, 103, ...) rounding gives it
    // one number too many, which would be timestep -1; that one is left out.
    private static int[] Trailing(int steps, int total)
    {
        var step = total - (total - ((double)total / steps));
        return [.. Enumerable.Range(0, steps).Select(i => (int)Math.Round(total - (i * step), MidpointRounding.ToEven) - 1)];
    }
}
