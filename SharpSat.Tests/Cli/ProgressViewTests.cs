using SharpSat.Cli.Rendering;

namespace SharpSat.Tests.Cli;

public sealed class ProgressViewTests
{
    [Test]
    public void Line_TellsTheTimeThatIsLeft()
    {
        Assert.That(ProgressView.Line("training", 20, 100, "loss 0.5", TimeSpan.FromSeconds(30)), Is.EqualTo("training 20/100  loss 0.5  30.0 s, 2:00 left"));
        Assert.That(ProgressView.Line("clips", 0, 10, "", TimeSpan.FromSeconds(1)), Is.EqualTo("clips 0/10  1.0 s"));
        Assert.That(ProgressView.Line("clips", 10, 10, "", TimeSpan.FromMinutes(90)), Is.EqualTo("clips 10/10  1:30:00"));
    }

    [Test]
    public void Run_WithoutATerminal_PrintsFirstAndLastLineOnly()
    {
        using var error = new StringWriter { NewLine = "\n" };
        var result = ProgressView.Run(CliConsole.Plain(TextWriter.Null, error), "clips", report =>
        {
            for (var i = 1; i <= 50; i++)
            {
                report(i, 50, string.Empty);
            }

            return 42;
        });
        var lines = error.ToString().TrimEnd().Split('\n');
        Assert.That(result, Is.EqualTo(42));
        Assert.That(lines.Select(l => l.Split("  ")[0]), Is.EqualTo(new[] { "clips 1/50", "clips 50/50" }));
    }
}
