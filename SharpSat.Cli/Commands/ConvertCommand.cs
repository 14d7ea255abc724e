using System.CommandLine;
using SharpSat.Cli.Rendering;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Errors;
using SharpSat.Video.Interop.Conversion;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat convert SRC DST --to sat|diffusers</c>.</summary>
internal sealed class ConvertCommand : Command
{
    private const long Megabyte = 1_000_000;

    public ConvertCommand(CliConsole console)
        : base("convert", "Write a model, or a part of one, in the layout of SAT or of diffusers; the weights keep every bit.")
    {
        var from = new Argument<string>("src") { Description = "A diffusers pipeline or one of its folders, a SAT model or checkpoint, or a single weight file of either." };
        var target = new Argument<string>("dst") { Description = "Folder to write; for one part of a SAT model also a .pt file." };
        var form = new Option<ModelFormat>("--to") { Description = "The layout to write.", Required = true, HelpName = "sat|diffusers" };
        var config = new Option<string?>("--config")
        {
            Description = "A preset, config file or diffusers pipeline that says what SAT's weights do not; by default the preset that fits them.",
            HelpName = "name",
        };
        var shard = new Option<long>("--max-shard-mb")
        {
            Description = "Size in MB (10^6 bytes) over which diffusers' weights are split into several files.",
            DefaultValueFactory = _ => ShardedSafetensorsWriter.DefaultShardBytes / Megabyte,
        };
        var force = CommonOptions.Force();
        Add(from);
        Add(target);
        Add(form);
        Add(config);
        Add(shard);
        Add(force);
        SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(target);
            if (!parsed.GetValue(force) && (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())))
            {
                throw new InputException($"'{path}' is not empty; name another folder or use --force.");
            }

            if (parsed.GetValue(shard) < 1)
            {
                throw new InputException($"--max-shard-mb {parsed.GetValue(shard)}: the least is 1.");
            }

            var lines = ProgressView.Run(console, "converting", report => ModelConversion.Convert(
                parsed.GetRequiredValue(from), path, parsed.GetValue(form), parsed.GetValue(config), parsed.GetValue(shard) * Megabyte, report));
            foreach (var line in lines)
            {
                console.Out.WriteLine(line);
            }
        });
    }
}
