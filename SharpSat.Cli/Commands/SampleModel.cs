using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Configuration;
using SharpSat.Video.Interop.Diffusers;
using SharpSat.Video.Runs;

namespace SharpSat.Cli.Commands;

/// <summary>What <c>--model</c> names.</summary>
/// <param name="Config">The bound config.</param>
/// <param name="Document">Its document.</param>
/// <param name="Adapters">The adapter that the named run trained, or that the named SAT checkpoint holds, if there is one.</param>
internal sealed record SampleModel(RunConfig Config, ConfigDocument Document, IReadOnlyList<LoraChoice> Adapters)
{
    /// <summary>Reads a run directory (with the weights of its last checkpoint), a diffusers pipeline folder, config files or a preset.</summary>
    public static SampleModel Load(IReadOnlyList<string> names, IReadOnlyList<string> settings)
    {
        if (names is not [var run] || !Directory.Exists(run) || DiffusersPipeline.Recognises(run))
        {
            var (config, document) = RunConfigFile.Load(names, settings);
            return new SampleModel(config, document, Held(config));
        }

        if (!ModelWeights.IsRun(run))
        {
            throw new InputException($"'{run}' is a folder but no run directory (it has no checkpoints) and no diffusers pipeline (it has no model_index.json). Name a config or preset and set model.weights to the folder.");
        }

        _ = ModelWeights.LastCheckpoint(run);
        var (own, resolved) = RunConfigFile.Load([run], settings);
        if (own.Lora is not null)
        {
            return new SampleModel(own, resolved, [new LoraChoice(run)]);
        }

        var trained = resolved.With([$"model.weights={Newtonsoft.Json.JsonConvert.ToString(run)}"]);
        return new SampleModel(RunConfigFile.Bind(trained), trained, []);
    }

    // A SAT checkpoint that was trained with LoRA holds it beside the network; its alpha stands in the config.
    private static IReadOnlyList<LoraChoice> Held(RunConfig config)
    {
        if (config.Model.Weights is not { } weights || !(File.Exists(weights) || Directory.Exists(weights)) || !ModelWeights.HasSatLora(weights))
        {
            return [];
        }

        return [new LoraChoice(weights, Alpha: config.Lora is { } lora ? LoraAlpha.Given(lora.Alpha ?? lora.Rank) : null)];
    }
}
