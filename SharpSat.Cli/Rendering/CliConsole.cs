using Spectre.Console;

namespace SharpSat.Cli.Rendering;

/// <summary>Where a command prints: results to Out, errors to Error, progress to Error so that piped results stay clean.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Terminal">A terminal for tables on Out, or null where Out is not one.</param>
/// <param name="ProgressTerminal">A terminal for progress on Error, or null where Error is not one.</param>
internal sealed record CliConsole(TextWriter Out, TextWriter Error, IAnsiConsole? Terminal, IAnsiConsole? ProgressTerminal)
{
    /// <summary>The process's own console.</summary>
    public static CliConsole System() => new(
        Console.Out,
        Console.Error,
        Console.IsOutputRedirected ? null : AnsiConsole.Console,
        Console.IsErrorRedirected ? null : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }));

    /// <summary>Plain text into two writers.</summary>
    public static CliConsole Plain(TextWriter output, TextWriter error) => new(output, error, null, null);
}
