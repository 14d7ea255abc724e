using Newtonsoft.Json.Linq;
using SharpSat.Core.Tensors.Kernels;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Observers;
using SharpSat.Core.Training.Optimizers;
using SharpSat.Core.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Training;

/// <summary>
/// Takes recorded optimizer steps with the trainer of every other run, so that its backward pass, norm, clipping,
/// optimizer, averages and checkpoints are compared, not copies of them.
/// </summary>
internal abstract class TrainerReplay : ITrainingStep<JToken>, ITrainingObserver
{
    private readonly nn.Module _model;
    private JToken _step = JValue.CreateNull();

    protected TrainerReplay(nn.Module model) => _model = model;

    /// <summary>Runs all steps in a temporary run directory.</summary>
    /// <param name="steps">What <see cref="Loss"/> gets, one for each optimizer step.</param>
    /// <param name="config">Optimizer settings; run directory, steps and checkpoints are set here.</param>
    /// <param name="groups">Divides the parameters; null for the trainer's own way.</param>
    public void Run(IReadOnlyList<JToken> steps, TrainerConfig config, Func<IReadOnlyList<ParameterGroup>>? groups = null)
    {
        var folder = Directory.CreateTempSubdirectory("sharpsat-parity-");
        try
        {
            var parts = new TrainingParts<JToken> { Model = _model, Step = this, Loader = new RecordedBatches(steps), Observers = [this], Groups = groups };
            new Trainer<JToken>(config with { RunDir = Path.Combine(folder.FullName, "run"), MaxSteps = steps.Count, SaveEvery = 1, KeepLast = 1 }, parts).Run();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public StepResult ComputeLoss(JToken batch, StepContext context)
    {
        _step = batch;
        var loss = Loss(batch);

        // The trainer clips and clears its gradients before anyone sees them, so they are taken once more.
        using (KernelChoice.KeepGraphs())
        {
            autograd.backward([loss], retain_graph: true);
        }

        OnGradients(batch);
        Gradients.Clear(_model.parameters().OfType<TorchSharp.Modules.Parameter>());
        return new StepResult(loss);
    }

    public void OnStep(StepReport report) => OnStep(_step, report);

    public void OnCheckpoint(CheckpointInfo checkpoint) => OnCheckpoint(_step, checkpoint);

    /// <summary>The mean loss of a step, attached to the graph.</summary>
    protected abstract Tensor Loss(JToken step);

    /// <summary>Gradients are in the parameters, not yet clipped.</summary>
    protected abstract void OnGradients(JToken step);

    /// <summary>The parameters are those after the step.</summary>
    protected abstract void OnStep(JToken step, StepReport report);

    /// <summary>The step's checkpoint is written.</summary>
    protected virtual void OnCheckpoint(JToken step, CheckpointInfo checkpoint)
    {
    }
}
