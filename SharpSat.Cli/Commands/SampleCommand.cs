using System.CommandLine;
using SharpSat.Cli.Rendering;
using SharpSat.Core.Errors;
using SharpSat.Video.Configuration;
using SharpSat.Video.Runs;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat sample</c>.</summary>
internal sealed class SampleCommand : Command
{
    private readonly Option<string[]> _model = new("--model")
    {
        Description = "A run directory, a diffusers pipeline folder, config files merged left to right, or a preset.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _loras = new("--lora")
    {
        Description = "An adapter file or the run that trained one; may be repeated.",
        HelpName = "file[:scale]",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _forceLora = new("--force-lora") { Description = "Take adapters that were trained on another network." };
    private readonly Option<string[]> _prompt = new("--prompt") { Description = "What the video shows; may be repeated.", DefaultValueFactory = _ => [] };
    private readonly Option<string?> _prompts = new("--prompts") { Description = "A file with one prompt per line, each with a picture if it needs one: prompt@@picture.", HelpName = "file" };
    private readonly Option<string?> _negative = new("--negative") { Description = "What guidance steers away from." };
    private readonly Option<string?> _out = new("--out") { Description = "Folder to write; default: the config's sampling.out." };
    private readonly Option<long> _seed = new("--seed") { Description = "Seed of the first video; the next ones count up.", DefaultValueFactory = _ => 1 };
    private readonly Option<int?> _videosPerPrompt = new("--videos-per-prompt") { Description = "Videos of each prompt, with seeds that count up; default: the config's sampling.videos_per_prompt." };
    private readonly Option<string?> _latents = new("--latents") { Description = "Latents to start from in place of noise: safetensors with 'latents' [frames, channels, height, width].", HelpName = "file" };
    private readonly Option<bool> _saveLatents = new("--save-latents") { Description = "Write each video's latents beside it." };
    private readonly Option<string> _device = DeviceOptions.Device();
    private readonly Option<string?> _dtype = DeviceOptions.Dtype();
    private readonly Option<bool> _force = CommonOptions.Force();
    private readonly Option<string[]> _settings = CommonOptions.Settings();
    private readonly Option<string[]> _plugins = CommonOptions.Plugins();
    private readonly SamplingOptions _sampling = new();
    private readonly InputOptions _inputs = new();
    private readonly RankOptions _ranks = new();

    public SampleCommand(CliConsole console)
        : base("sample", "Make videos from prompts: OUT/0000-prompt.mp4 with its settings beside it, and a contact sheet.")
    {
        Option[] first = [_model, _loras, _forceLora, _prompt, _prompts, _negative, .. _inputs.All, _out];
        Option[] last = [_seed, _videosPerPrompt, _latents, _saveLatents, .. _ranks.All, _device, _dtype, _force, _settings, _plugins];
        foreach (var option in first.Concat(_sampling.All).Concat(last))
        {
            Add(option);
        }

        SetAction((parsed, cancellation) =>
        {
            CommonOptions.LoadPlugins(parsed.GetValue(_plugins));
            var model = SampleModel.Load(parsed.GetRequiredValue(_model), [.. _sampling.Choices(parsed), .. parsed.GetValue(_settings) ?? [], .. _sampling.Settings(parsed)]);
            ConfigRemarks.Show(console, model.Document);
            var defaults = model.Config.Sampling;
            var given = parsed.GetValue(_prompt) ?? [];
            var device = DeviceOptions.ParseDevice(parsed.GetValue(_device));
            var job = new SampleJob
            {
                Config = model,
                Share = _ranks.Share(parsed, PromptList.Read(given, parsed.GetValue(_prompts) ?? (given.Length == 0 ? defaults?.Prompts : null))),
                Input = _inputs.Parse(parsed),
                VideosPerPrompt = parsed.GetValue(_videosPerPrompt) ?? defaults?.VideosPerPrompt ?? 1,
                Latents = parsed.GetValue(_latents),
                SaveLatents = parsed.GetValue(_saveLatents),
                Negative = parsed.GetValue(_negative),
                Loras = [.. (parsed.GetValue(_loras) ?? []).Select(LoraChoice.Parse)],
                ForceLora = parsed.GetValue(_forceLora),
                Seed = parsed.GetValue(_seed),
                Device = device,
                Dtype = DeviceOptions.ParseDtype(parsed.GetValue(_dtype), model.Config.Model.Dtypes, device),
                Folder = parsed.GetValue(_out) ?? defaults?.Out ?? throw new InputException("No folder is given to write the videos to; use --out FOLDER."),
                Force = parsed.GetValue(_force),
            };
            job.Run(console, cancellation);
            return Task.FromResult(0);
        });
    }
}
