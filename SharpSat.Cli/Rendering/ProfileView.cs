using System.Globalization;
using SharpSat.Video.Profiling;

namespace SharpSat.Cli.Rendering;

/// <summary>A profile as tables.</summary>
internal static class ProfileView
{
    /// <summary>Prints what was measured.</summary>
    public static void Write(CliConsole console, ProfileReport report)
    {
        Write(console, "training", "share of a step", report.Training);
        Write(console, "sampling", "share of a video", report.Sampling);
    }

    private static void Write(CliConsole console, string what, string share, PassProfile? profile)
    {
        if (profile is null)
        {
            return;
        }

        console.Out.WriteLine($"{what}, by stage");
        TableView.Write(
            console,
            ["stage", "once a", "ms", share, "peak memory, MiB more"],
            profile.Stages.Select(s => new[] { s.Stage, s.Each, Number(s.Milliseconds), Percent(s.Share), s.PeakMib is { } mib ? Number(mib) : "-" }));
        console.Out.WriteLine();
        console.Out.WriteLine($"{what}, by block");
        TableView.Write(
            console,
            ["block", "forward, ms", "attention", "feed-forward", "backward, ms", "memory left, MiB"],
            profile.Blocks.Select(b => new[]
            {
                b.Block.ToString(CultureInfo.InvariantCulture), Number(b.Forward), Number(b.Attention), Number(b.FeedForward), b.Backward is { } ms ? Number(ms) : "-", Number(b.MemoryMib),
            }));
        console.Out.WriteLine();
        console.Out.WriteLine($"{what}, by mixin");
        TableView.Write(
            console,
            ["hook", "mixin", "calls", "own ms", "share of the forward pass"],
            profile.Links.Select(l => new[] { l.Hook, l.Mixin, l.Calls.ToString("0.#", CultureInfo.InvariantCulture), Number(l.Milliseconds), Percent(l.Share) }));
        console.Out.WriteLine();
    }

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);
}
