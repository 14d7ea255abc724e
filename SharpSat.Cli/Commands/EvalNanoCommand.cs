using System.CommandLine;
using System.Globalization;
using SharpSat.Cli.Evaluation;
using SharpSat.Cli.Rendering;
using SharpSat.Core.Errors;
using SharpSat.Video.Runs;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat eval nano</c>.</summary>
internal sealed class EvalNanoCommand : Command
{
    private static readonly Dictionary<string, PromptSet> Sets = new(StringComparer.Ordinal)
    {
        ["held-out"] = PromptSet.HeldOut, ["training"] = PromptSet.Training, ["star"] = PromptSet.Star,
    };

    public EvalNanoCommand(CliConsole console)
        : base("nano", "Ask nano for moving shapes, and read from the videos' pixels what they show: colour, shape, direction, background.")
    {
        var model = new Option<string[]>("--model") { Description = "As in sample.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["nano"] };
        var loras = new Option<string[]>("--lora") { Description = "An adapter file or the run that trained one; may be repeated.", HelpName = "file[:scale]", DefaultValueFactory = _ => [] };
        var prompts = new Option<string>("--prompts") { Description = "held-out (24 combinations that its training leaves out), training (24 that it does not), or star (24 stars).", DefaultValueFactory = _ => "held-out" };
        var seeds = new Option<int>("--seeds") { Description = "Videos of each combination.", DefaultValueFactory = _ => 2 };
        var paraphrases = new Option<bool>("--paraphrases") { Description = "Word the prompts in several ways." };
        var least = new Option<double?>("--at-least") { Description = "Exit with 1 if fewer percent of the videos are right in all four.", HelpName = "percent" };
        var folder = new Option<string>("--out") { Description = "Folder to write.", DefaultValueFactory = _ => "out/eval" };
        var force = CommonOptions.Force();
        var settings = CommonOptions.Settings();
        var sampling = new SamplingOptions();
        foreach (var option in new Option[] { model, loras, prompts, seeds, paraphrases, least, folder, force, settings }.Concat(sampling.All))
        {
            Add(option);
        }

        SetAction((parsed, cancellation) =>
        {
            var figures = new EvaluationJob
            {
                Model = SampleModel.Load(parsed.GetRequiredValue(model), [.. parsed.GetValue(settings) ?? [], .. sampling.Settings(parsed)]),
                Loras = [.. (parsed.GetValue(loras) ?? []).Select(LoraChoice.Parse)],
                Prompts = EvaluationPrompt.Of(SetOf(parsed.GetRequiredValue(prompts)), Seeds(parsed.GetValue(seeds)), parsed.GetValue(paraphrases)),
                Folder = parsed.GetRequiredValue(folder),
                Force = parsed.GetValue(force),
            }.Run(console, cancellation);
            return Task.FromResult(parsed.GetValue(least) is { } percent && figures.PercentRight < percent ? Missed(console, figures, percent) : 0);
        });
    }

    private static int Missed(CliConsole console, Figures figures, double percent)
    {
        console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figures.PercentRight:0.0} % are right in all four; --at-least asks for {percent:0.0} %."));
        return 1;
    }

    private static PromptSet SetOf(string name) => Sets.TryGetValue(name, out var set) ? set
        : throw new InputException($"--prompts {name}: must be one of {string.Join(", ", Sets.Keys)}.{NearMatches.Hint(name, Sets.Keys)}");

    private static int Seeds(int seeds) => seeds >= 1 ? seeds : throw new InputException($"--seeds {seeds}: the least is 1.");
}
