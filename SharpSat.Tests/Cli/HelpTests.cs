using System.CommandLine;
using SharpSat.Cli;
using SharpSat.Cli.Commands;
using SharpSat.Cli.Rendering;
using SharpSat.Tests.Approvals;

namespace SharpSat.Tests.Cli;

public sealed class HelpTests
{
    [Test]
    public void Help_OfEveryCommand_IsTheApprovedText()
    {
        var tree = CommandLine.Tree(CliConsole.Plain(TextWriter.Null, TextWriter.Null), CommonOptions.Verbose());
        var texts = Paths(tree, []).Select(path =>
        {
            var run = CliRun.Of([.. path, "--help"]);
            Assert.That(run.Code, Is.Zero, string.Join(' ', path));
            return $"##### {string.Join(' ', path.Prepend("sharpsat"))}\n\n{run.Out.Replace(RootCommand.ExecutableName, "sharpsat", StringComparison.Ordinal)}";
        });
        Approval.Verify("Cli/help", string.Join("\n", texts.Select(WithoutTrailingSpaces)));
    }

    private static IEnumerable<string[]> Paths(Command command, string[] path) =>
        command.Subcommands.SelectMany(sub => Paths(sub, [.. path, sub.Name])).Prepend(path);

    private static string WithoutTrailingSpaces(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").TrimEnd().Split('\n').Select(line => line.TrimEnd())) + "\n";
}
