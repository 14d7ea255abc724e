using System.CommandLine;
using SharpSat.Cli.Rendering;
using SharpSat.Core.Errors;

namespace SharpSat.Cli;

/// <summary>Turns errors into one clear message on stderr and an exit code.</summary>
internal static class ErrorHandler
{
    /// <summary>Something failed.</summary>
    public const int Failed = 1;

    /// <summary>The user gave something that cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>Ctrl-C or SIGTERM.</summary>
    public const int Interrupted = 130;

    /// <summary>Reports an exception.</summary>
    public static int Handle(Exception error, bool verbose, CliConsole console)
    {
        var (text, code) = Find(error) switch
        {
            InputException input => (input.Message, BadInput),
            OperationCanceledException => ("Interrupted.", Interrupted),
            var other => ($"{FirstLine(other)}{(verbose ? "" : " (--verbose shows where)")}", Failed),
        };
        console.Error.WriteLine(code == Interrupted ? text : $"error: {text}");
        if (verbose && code != Interrupted)
        {
            console.Error.WriteLine(error);
        }

        return code;
    }

    /// <summary>Reports a command line that does not parse.</summary>
    public static int Usage(ParseResult parsed, CliConsole console)
    {
        foreach (var error in parsed.Errors.Select(e => e.Message).Distinct())
        {
            console.Error.WriteLine($"error: {error}");
        }

        var path = new List<string>();
        for (Symbol? symbol = parsed.CommandResult.Command; symbol is not null and not RootCommand; symbol = symbol.Parents.FirstOrDefault())
        {
            path.Insert(0, symbol.Name);
        }

        console.Error.WriteLine($"'{string.Join(' ', path.Prepend("sharpsat").Append("--help"))}' shows what there is.");
        return BadInput;
    }

    // Parallel loops and type initialisers wrap what the user should see.
    private static Exception Find(Exception error) => error switch
    {
        AggregateException { InnerExceptions: [var only] } => Find(only),
        AggregateException many when many.InnerExceptions.OfType<InputException>().FirstOrDefault() is { } input => input,
        TypeInitializationException { InnerException: { } inner } => Find(inner),
        _ => error,
    };

    // libtorch appends a C++ stack to its messages.
    private static string FirstLine(Exception error) => $"{error.GetType().Name}: {error.Message.Split('\n')[0].TrimEnd()}";
}
