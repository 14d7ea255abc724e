using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Media;

/// <summary>Runs ffmpeg or ffprobe with raw pipes and kills it when it makes no progress, so that no input can hang us.</summary>
internal sealed partial class MediaProcess : IDisposable
{
    private readonly Process _process;
    private readonly Timer _watchdog;
    private readonly TimeSpan _limit;
    private readonly Task<string> _errors;
    private volatile bool _killed;

    private MediaProcess(Process process, TimeSpan limit)
    {
        _process = process;
        _limit = limit;
        _errors = Task.Run(() => LastLines(process.StandardError));
        _watchdog = new Timer(_ => Kill(), null, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What the program writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>What the program reads.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Whether the time without progress ran out.</summary>
    public bool TimedOut { get; private set; }

    /// <summary>Starts a program.</summary>
    /// <exception cref="InputException">The program is missing.</exception>
    public static MediaProcess Start(string binary, IEnumerable<string> arguments, TimeSpan limit, bool feeds = false)
    {
        var start = new ProcessStartInfo(binary, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InputException($"'{binary}' cannot be started ({e.Message}). {FfmpegTools.InstallHint}", e);
        }

        if (!feeds)
        {
            process.StandardInput.Close();
        }

        return new MediaProcess(process, limit);
    }

    /// <summary>Runs a program to its end and returns its standard output.</summary>
    public static string Text(string binary, IEnumerable<string> arguments, TimeSpan limit) => TextAndErrors(binary, arguments, limit).Text;

    /// <summary>As <see cref="Text"/>, with the last lines of the error output.</summary>
    public static (string Text, string Errors) TextAndErrors(string binary, IEnumerable<string> arguments, TimeSpan limit)
    {
        using var process = Start(binary, arguments, limit);
        using var reader = new StreamReader(process.Output);
        var text = reader.ReadToEnd();
        var (code, errors) = process.Finish();
        return code == 0 && !process.TimedOut
            ? (text, errors)
            : throw new InputException(process.TimedOut ? $"{binary} made no progress for {limit.TotalSeconds:0} s" : errors.Length > 0 ? errors : $"exit code {code}");
    }

    /// <summary>Restarts the time allowed without progress.</summary>
    public void Progress() => _watchdog.Change(_limit, Timeout.InfiniteTimeSpan);

    /// <summary>Waits for the end: exit code and the last lines of the error output.</summary>
    public (int Code, string Errors) Finish()
    {
        _process.WaitForExit();
        _watchdog.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        TimedOut = _killed;
        return (_process.ExitCode, _errors.GetAwaiter().GetResult());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watchdog.Dispose();
        Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            if (!_process.HasExited)
            {
                _killed = true;
                _process.Kill();
            }
        }
        catch (InvalidOperationException)
        {
            // The process ended between the question and the kill.
        }
    }

    private static string LastLines(StreamReader reader)
    {
        const int Kept = 4;
        var lines = new Queue<string>();
        while (reader.ReadLine() is { } line)
        {
            var clean = Address().Replace(line, "]").Trim();
            if (clean.Length > 0)
            {
                lines.Enqueue(clean);
            }

            if (lines.Count > Kept)
            {
                lines.Dequeue();
            }
        }

        return string.Join("; ", lines.Distinct());
    }

    // "[h264 @ 0x55d0]": the address says nothing to anybody.
    [GeneratedRegex(" @ 0x[0-9a-fA-F]+\\]")]
    private static partial Regex Address();
}
