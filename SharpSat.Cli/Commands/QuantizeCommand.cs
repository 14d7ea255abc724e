using System.CommandLine;
using SharpSat.Cli.Rendering;
using SharpSat.Video.Configuration;
using SharpSat.Video.Runs;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat quantize CONFIG... --out FILE</c>.</summary>
internal sealed class QuantizeCommand : Command
{
    public QuantizeCommand(CliConsole console)
        : base("quantize", "Write a network's weights with int8 layers: half the size of bf16. The file is named as model.weights like any other.")
    {
        var configs = CommonOptions.Configs();
        var settings = CommonOptions.Settings();
        var plugins = CommonOptions.Plugins();
        var target = new Option<string>("--out") { Description = "The .safetensors file to write.", Required = true, HelpName = "file" };
        var force = LoraOptions.Overwrite();
        Add(configs);
        foreach (var option in new Option[] { target, force, settings, plugins })
        {
            Add(option);
        }

        SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(target);
            LoraOptions.RequireFree(path, parsed.GetValue(force));
            CommonOptions.LoadPlugins(parsed.GetValue(plugins));
            var model = SampleModel.Load(parsed.GetRequiredValue(configs), parsed.GetValue(settings) ?? []);
            ConfigRemarks.Show(console, model.Document);
            console.Out.WriteLine(QuantizedNetwork.Write(model.Config.Model, path));
        });
    }
}
