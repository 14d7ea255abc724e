using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace SharpSat.Cli.Rendering;

/// <summary>Progress with the time that is left: a bar in a terminal, a line now and then elsewhere.</summary>
internal static class ProgressView
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    /// <summary>Runs work that reports (done, total, note) from any thread.</summary>
    public static T Run<T>(CliConsole console, string title, Func<Action<long, long, string>, T> work) =>
        console.ProgressTerminal is { } terminal ? Bar(terminal, title, work) : Lines(console.Error, title, work);

    private static T Bar<T>(IAnsiConsole terminal, string title, Func<Action<long, long, string>, T> work)
    {
        ProgressColumn[] columns =
            [new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn()];
        return terminal.Progress().AutoClear(false).Columns(columns).Start(context =>
        {
            var task = context.AddTask(Markup.Escape(title), maxValue: 1);
            return work((done, total, note) =>
            {
                task.MaxValue = Math.Max(1, total);
                task.Value = done;
                task.Description = Markup.Escape(note.Length == 0 ? title : $"{title}  {note}");
            });
        });
    }

    private static T Lines<T>(TextWriter error, string title, Func<Action<long, long, string>, T> work)
    {
        var clock = Stopwatch.StartNew();
        var next = TimeSpan.Zero;
        var finished = false;
        var first = -1L;
        var gate = new Lock();
        return work((done, total, note) =>
        {
            lock (gate)
            {
                if (finished || (clock.Elapsed < next && done < total))
                {
                    return;
                }

                // What was done before, in a run that is resumed, took none of this time.
                first = first < 0 ? Math.Max(0, done - 1) : first;
                finished = done >= total;
                next = clock.Elapsed + LineInterval;
                error.WriteLine(Line(title, done, total, note, clock.Elapsed, first));
            }
        });
    }

    /// <summary>"training 20/100  loss 0.5  1.2 s, 4.8 s left".</summary>
    internal static string Line(string title, long done, long total, string note, TimeSpan elapsed, long before = 0)
    {
        var left = done > before && done < total ? $", {Time(elapsed * ((double)(total - done) / (done - before)))} left" : string.Empty;
        return $"{title} {done}/{total}{(note.Length == 0 ? "" : "  " + note)}  {Time(elapsed)}{left}";
    }

    private static string Time(TimeSpan span) => span.TotalMinutes < 1
        ? span.TotalSeconds.ToString("0.0 's'", CultureInfo.InvariantCulture)
        : span.ToString(span.TotalHours < 1 ? @"m\:ss" : @"h\:mm\:ss", CultureInfo.InvariantCulture);
}
