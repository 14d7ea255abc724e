using System.CommandLine;
using SharpSat.Cli.Rendering;
using SharpSat.Core.Errors;
using SharpSat.Video.Configuration;
using SharpSat.Video.Profiling;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat profile CONFIG...</c>.</summary>
internal sealed class ProfileCommand : Command
{
    private const int DefaultSteps = 3;

    public ProfileCommand(CliConsole console)
        : base("profile", "Show where a training step and a sampling step spend time and memory: by stage, block and mixin. Nothing is written.")
    {
        var configs = CommonOptions.Configs();
        var settings = CommonOptions.Settings();
        var plugins = CommonOptions.Plugins();
        var steps = new Option<int>("--steps") { Description = "Steps to measure, after one to warm up.", DefaultValueFactory = _ => DefaultSteps };
        var device = DeviceOptions.Device();
        var dtype = DeviceOptions.Dtype();
        var json = CommonOptions.Json();
        Add(configs);
        foreach (var option in new Option[] { settings, plugins, steps, device, dtype, json })
        {
            Add(option);
        }

        SetAction(parsed =>
        {
            var count = parsed.GetValue(steps);
            if (count < 1)
            {
                throw new InputException($"--steps {count}: the least is 1.");
            }

            CommonOptions.LoadPlugins(parsed.GetValue(plugins));
            var (config, document) = RunConfigFile.Load(parsed.GetRequiredValue(configs), parsed.GetValue(settings), parsed.GetValue(plugins));
            ConfigRemarks.Show(console, document);
            var where = DeviceOptions.ParseDevice(parsed.GetValue(device));
            var report = Profiler.Measure(config, count, DeviceOptions.ParseDtype(parsed.GetValue(dtype), config.Model.Dtypes, where), where);
            if (parsed.GetValue(json))
            {
                JsonView.Write(console, report);
            }
            else
            {
                ProfileView.Write(console, report);
            }
        });
    }
}
