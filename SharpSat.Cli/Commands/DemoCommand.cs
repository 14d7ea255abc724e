using System.CommandLine;
using SharpSat.Cli.Demo;
using SharpSat.Cli.Rendering;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat demo</c>.</summary>
internal sealed class DemoCommand : Command
{
    public DemoCommand(CliConsole console)
        : base("demo", "Do the whole job once, in minutes: ask nano for stars, teach it stars with a LoRA from rendered clips, and ask again.")
    {
        var folder = new Option<string>("--out") { Description = "Folder to write; an earlier demo in it is replaced.", DefaultValueFactory = _ => "out/demo" };
        var steps = new Option<long>("--steps") { Description = "Training steps of the LoRA.", DefaultValueFactory = _ => DemoPlan.LoraSteps };
        Add(folder);
        Add(steps);

        SetAction((parsed, cancellation) =>
        {
            var plan = new DemoPlan(parsed.GetRequiredValue(folder), parsed.GetValue(steps));
            new DemoJob(console, plan).Run(cancellation);
            return Task.FromResult(0);
        });
    }
}
