using System.CommandLine;
using SharpSat.Cli.Demo;
using SharpSat.Cli.Rendering;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat demo</c>.</summary>
internal sealed class DemoCommand : Command
{
    public DemoCommand(CliConsole console)
        : base("demo", "Do the whole job once, in minutes: render clips, train the tiny model, teach it stars with a LoRA, make videos before and after.")
    {
        var folder = new Option<string>("--out") { Description = "Folder to write; an earlier demo in it is replaced.", DefaultValueFactory = _ => "out/demo" };
        var steps = new Option<long>("--steps") { Description = "Training steps of the network.", DefaultValueFactory = _ => DemoPlan.NetworkSteps };
        var loraSteps = new Option<long>("--lora-steps") { Description = "Training steps of the LoRA.", DefaultValueFactory = _ => DemoPlan.LoraSteps };
        var clips = new Option<int>("--clips") { Description = "Clips to render for the network.", DefaultValueFactory = _ => DemoPlan.ShapeClips };
        foreach (var option in new Option[] { folder, steps, loraSteps, clips })
        {
            Add(option);
        }

        SetAction((parsed, cancellation) =>
        {
            var plan = new DemoPlan(parsed.GetRequiredValue(folder), parsed.GetValue(steps), parsed.GetValue(loraSteps), parsed.GetValue(clips));
            new DemoJob(console, plan).Run(cancellation);
            return Task.FromResult(0);
        });
    }
}
