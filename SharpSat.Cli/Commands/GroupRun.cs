using SharpSat.Cli.Rendering;
using SharpSat.Core.Distributed;

namespace SharpSat.Cli.Commands;

/// <summary>Runs a command in each of the processes that mpirun started, or in this one alone.</summary>
internal static class GroupRun
{
    /// <summary>Only the first process speaks; one that fails says so and ends all.</summary>
    public static int Of(CliConsole console, bool verbose, Action<IProcessGroup, CliConsole> action)
    {
        using var group = ProcessGroups.Join();
        try
        {
            action(group, group.Rank == 0 ? console : CliConsole.Plain(TextWriter.Null, TextWriter.Null));
            return 0;
        }
        catch (Exception e) when (group.Size > 1 && e is not OperationCanceledException)
        {
            console.Error.WriteLine($"{group.Name} cannot go on, which ends the whole job.");
            var code = ErrorHandler.Handle(e, verbose, console);
            console.Error.Flush();
            group.Abort(code);
            return code;
        }
    }
}
