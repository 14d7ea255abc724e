using System.Globalization;

namespace SharpSat.Core.Training.Memory;

/// <summary>The most memory that a piece of work holds at any moment, libtorch's included.</summary>
public static class PeakMemory
{
    private const string Forget = "/proc/self/clear_refs";
    private const string Status = "/proc/self/status";
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(2);

    /// <summary>Runs the work and returns the process's largest resident size meanwhile, in bytes.</summary>
    /// <param name="work">Runs on this thread.</param>
    public static long Of(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return TryForget() ? ByKernel(work) : ByGlances(work);
    }

    // Writing 5 sets the kernel's high-water mark back to the present size.
    private static bool TryForget()
    {
        try
        {
            File.WriteAllText(Forget, "5");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long ByKernel(Action work)
    {
        work();
        var line = File.ReadLines(Status).First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * Kilobytes(line);
    }

    /// <summary>The number of a line like "VmHWM:    123456 kB"; from eight digits on only a tab stands before it.</summary>
    internal static long Kilobytes(string line) => long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private static long ByGlances(Action work)
    {
        var largest = Environment.WorkingSet;
        using var glances = new Timer(_ => largest = Math.Max(largest, Environment.WorkingSet), null, TimeSpan.Zero, Glance);
        work();
        return Math.Max(largest, Environment.WorkingSet);
    }
}
