using SharpSat.Cli;
using SharpSat.Cli.Rendering;

namespace SharpSat.Tests.Cli;

/// <summary>Runs the command line in this process.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CliRun(int Code, string Out, string Error)
{
    public static CliRun Of(params string[] args) => Of(CancellationToken.None, args);

    public static CliRun Of(CancellationToken cancellation, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = CommandLine.Run(args, CliConsole.Plain(output, error), cancellation);
        return new CliRun(code, output.ToString(), error.ToString());
    }
}
