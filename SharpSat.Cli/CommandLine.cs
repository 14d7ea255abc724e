using System.CommandLine;
using SharpSat.Cli.Commands;
using SharpSat.Cli.Rendering;

namespace SharpSat.Cli;

/// <summary>The command tree and how one invocation runs.</summary>
internal static class CommandLine
{
    /// <summary>Parses and runs; never throws for what a user can cause.</summary>
    /// <returns>0 done, 1 failed, 2 bad input, 130 interrupted.</returns>
    public static int Run(IReadOnlyList<string> args, CliConsole console, CancellationToken cancellation = default)
    {
        var verbose = CommonOptions.Verbose();
        var parsed = Tree(console, verbose).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return ErrorHandler.Usage(parsed, console);
        }

        var configuration = new InvocationConfiguration
        {
            Output = console.Out,
            Error = console.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // Program handles the signals
        };
        try
        {
            return parsed.InvokeAsync(configuration, cancellation).GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // the last resort of the program: every error becomes a message and an exit code
        catch (Exception e)
#pragma warning restore CA1031
        {
            return ErrorHandler.Handle(e, parsed.GetValue(verbose), console);
        }
    }

    /// <summary>All commands.</summary>
    internal static RootCommand Tree(CliConsole console, Option<bool> verbose) => new(
        "SharpSat trains and samples text-to-video diffusion transformers.\n"
        + "Exit codes: 0 done, 1 failed, 2 bad input (nothing written), 130 interrupted.")
    {
        verbose,
        new TrainCommand(console, verbose),
        new SampleCommand(console),
        new ConvertCommand(console),
        new QuantizeCommand(console),
        new Command("data", "Datasets.") { new DataCheckCommand(console), new DataCacheCommand(console), new DataRenderCommand(console) },
        new Command("inspect", "Show what a config, a model or a weight file is made of.")
        {
            new InspectConfigCommand(console),
            new InspectHooksCommand(console),
            new InspectWeightsCommand(console),
        },
        new Command("lora", "Adapters in the forms of SharpSat, SAT, diffusers (PEFT) and kohya.")
        {
            new LoraInfoCommand(console),
            new LoraConvertCommand(console),
            new LoraMergeCommand(console),
        },
        new ParityCommand(console),
        new ProfileCommand(console),
        new Command("eval", "Measure a model.") { new EvalNanoCommand(console) },
        new DemoCommand(console),
        new Command("mixins", "What configs can name.") { new MixinsListCommand(console) },
        new DoctorCommand(console),
    };
}
