using SharpSat.Cli.Rendering;
using SharpSat.Core.Training;

namespace SharpSat.Cli;

/// <summary>Entry point of the <c>sharpsat</c> command.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        using var signals = new InterruptSignals();
        return CommandLine.Run(args, CliConsole.System(), signals.Token);
    }
}
