using System.ComponentModel;
using System.Diagnostics;
using SharpSat.Video.Media;

namespace SharpSat.Cli.Diagnosis;

/// <summary>Finds a program on the PATH and asks it for its version.</summary>
internal static class Tool
{
    private const int LimitMilliseconds = 10_000;

    /// <summary>First line of <c>NAME -version</c>.</summary>
    public static Finding Finding(string name)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(name, "-version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var line = process.StandardOutput.ReadLineAsync();
            if (!line.Wait(LimitMilliseconds))
            {
                process.Kill();
                return new Finding(name, FindingState.Missing, "does not answer to -version");
            }

            return new Finding(name, FindingState.Ok, line.Result ?? "no version given");
        }
        catch (Win32Exception)
        {
            return new Finding(name, FindingState.Missing, "not on the PATH. " + FfmpegTools.InstallHint);
        }
    }
}
