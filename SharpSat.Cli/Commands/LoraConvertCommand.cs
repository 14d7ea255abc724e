using System.CommandLine;
using SharpSat.Cli.Rendering;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Interop.Lora;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat lora convert SRC DST --to FORM</c>.</summary>
internal sealed class LoraConvertCommand : Command
{
    public LoraConvertCommand(CliConsole console)
        : base("convert", "Write an adapter in another form; the factors keep every bit.")
    {
        var from = new Argument<string>("src") { Description = "An adapter of any form: file, folder or run." };
        var target = new Argument<string>("dst") { Description = "A .safetensors file (SAT: also .pt), or a folder that gets the form's usual file." };
        var form = new Option<LoraFormat>("--to") { Description = "The form to write.", Required = true, HelpName = "sat|diffusers|kohya|sharpsat" };
        var alpha = LoraOptions.Alpha();
        var force = LoraOptions.Overwrite();
        Add(from);
        Add(target);
        Add(form);
        Add(alpha);
        Add(force);
        SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(target);
            LoraOptions.RequireFree(path, parsed.GetValue(force));
            using var adapter = LoraFiles.Open(parsed.GetRequiredValue(from), LoraOptions.ParseAlpha(parsed.GetValue(alpha)));
            foreach (var note in LoraFiles.Write(adapter, path, parsed.GetValue(form)))
            {
                console.Error.WriteLine(note);
            }

            if (adapter.UnknownKeys.Count > 0)
            {
                console.Error.WriteLine($"left out, no place in a CogVideoX transformer: {string.Join(", ", adapter.UnknownKeys)}");
            }

            console.Out.WriteLine($"{adapter} -> {parsed.GetValue(form)}: {path}");
        });
    }
}
