using System.CommandLine;
using System.Globalization;
using SharpSat.Cli.Rendering;
using SharpSat.Core.Errors;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Interop.Lora;
using SharpSat.Video.Runs;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat lora merge --model BASE --lora FILE --out PATH</c>.</summary>
internal sealed class LoraMergeCommand : Command
{
    public LoraMergeCommand(CliConsole console)
        : base("merge", "Put adapters into a network's weights. Sums are computed in float32; everything else keeps every bit.")
    {
        var model = new Option<string>("--model") { Description = "Weight file, run, SAT directory, diffusers folder, or a config that names one.", Required = true };
        var loras = new Option<string[]>("--lora") { Description = "An adapter of any form; may be repeated.", HelpName = "file[:scale]", Required = true };
        var target = new Option<string>("--out") { Description = "A .safetensors or .pt file, or a folder in the form of the model's.", Required = true };
        var alpha = LoraOptions.Alpha();
        var forceLora = new Option<bool>("--force-lora") { Description = "Take adapters that were trained on another network." };
        var force = LoraOptions.Overwrite();
        foreach (var option in new Option[] { model, loras, target, alpha, forceLora, force })
        {
            Add(option);
        }

        SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(target);
            LoraOptions.RequireFree(path, parsed.GetValue(force));
            var rule = LoraOptions.ParseAlpha(parsed.GetValue(alpha));
            Merge(console, MergeBase.Find(parsed.GetRequiredValue(model)), [.. parsed.GetRequiredValue(loras).Select(LoraChoice.Parse)], rule, parsed.GetValue(forceLora), path);
        });
    }

    private static void Merge(CliConsole console, MergeBase network, IReadOnlyList<LoraChoice> choices, LoraAlpha? alpha, bool force, string path)
    {
        var adapters = new List<(LoraAdapter Adapter, double Scale)>();
        try
        {
            foreach (var choice in choices)
            {
                adapters.Add((LoraFiles.Open(choice.Path, alpha), choice.Scale));
                console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{choice.Path} at scale {choice.Scale}: {adapters[^1].Adapter}"));
            }

            var (merged, report) = LoraFileMerge.Into(network.Open(), adapters, force);
            using (merged)
            {
                network.Write(merged, path);
            }

            console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{adapters.Count} adapters merged into {report.Projections} projections, largest change of a weight {report.LargestChange:g3}: {path}"));
        }
        finally
        {
            adapters.ForEach(a => a.Adapter.Dispose());
        }
    }
}
