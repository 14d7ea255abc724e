using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Observers;
using SharpSat.Core.Training.Optimizers;
using SharpSat.Core.Training.Runs;
using SharpSat.Video.Engine;
using SharpSat.Video.Parity.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Engine;

/// <summary>Recorded optimizer steps of an engine.</summary>
/// <param name="parity">The case.</param>
/// <param name="engine">Its weights as recorded.</param>
/// <param name="forward">The engine's training step on a recorded batch, with given draws.</param>
/// <param name="recorder">Gets every comparison.</param>
internal sealed class SatTrainerReplay(
    ParityCase parity, VideoDiffusionEngine engine, Func<JToken, TrainingDraws, TrainingForward> forward, ParityRecorder recorder) : TrainerReplay(engine)
{
    private readonly (List<float> Losses, List<float> Norms) _figures = ([], []);
    private Dictionary<string, TorchSharp.Modules.Parameter> _trained = [];

    public void Replay(JObject run)
    {
        var settings = SatOptimizer.Read(parity.Json["optimizer"]!);
        Run([.. run["steps"]!], settings.Config, () =>
        {
            var groups = ParameterGroups.Build(engine, settings.WeightDecay, settings.LearningRateScale);
            _trained = groups.SelectMany(group => group.Parameters).ToDictionary(p => p.Name, p => p.Value);
            return groups;
        });
        recorder.Tensor("losses", run["expect"]!["losses"], tensor(_figures.Losses.ToArray()));
        recorder.Tensor("gradient_norms", run["expect"]!["grad_norms_before_clipping"], tensor(_figures.Norms.ToArray()));
    }

    protected override Tensor Loss(JToken step)
    {
        ParityOptions.RequireKnown(step["expect"], "expect", "loss", "grads_before_clipping", "parameters_after", "ema_after");
        using var draws = SatEngineDraws.Of(parity, step["draws"], step["draw_kinds"]);
        var loss = forward(step["batch"]!, SatEngineDraws.AllFrom(draws)).Terms.Loss_B.mean();
        draws.RequireAllUsed(recorder);
        recorder.Tensor("step_loss", step["expect"]!["loss"], loss.view(1));
        return loss;
    }

    protected override void OnGradients(JToken step) => Compare("gradients", step["expect"]!["grads_before_clipping"], name => _trained.GetValueOrDefault(name)?.grad);

    protected override void OnStep(JToken step, StepReport report)
    {
        using var scope = NewDisposeScope();
        _figures.Losses.Add((float)report.Loss);
        _figures.Norms.Add((float)report.GradientNorm);
        Compare("parameters", step["expect"]!["parameters_after"], name => _trained.GetValueOrDefault(name));
    }

    protected override void OnCheckpoint(JToken step, CheckpointInfo checkpoint)
    {
        using var scope = NewDisposeScope();
        using var averages = SafetensorsFile.Open(Path.Combine(checkpoint.Folder, CheckpointInfo.AverageFile));
        Compare("ema", step["expect"]!["ema_after"], name => _trained.ContainsKey(name) ? averages.Read(name) : null);
    }

    private void Compare(string stage, JToken? recorded, Func<string, Tensor?> actual)
    {
        foreach (var (name, reference) in recorded as JObject ?? [])
        {
            if (actual(name) is { } value)
            {
                recorder.Tensor(stage, reference, value);
            }
            else
            {
                recorder.Fail(stage, $"'{name}' does not train");
            }
        }
    }
}
