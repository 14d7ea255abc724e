using SharpSat.Core.Data;
using SharpSat.Core.Distributed;
using SharpSat.Core.Errors;
using SharpSat.Core.Training.Board;
using SharpSat.Core.Training.Memory;
using SharpSat.Core.Training.Observers;
using SharpSat.Core.Training.Optimizers;
using SharpSat.Core.Training.Precision;
using SharpSat.Core.Training.Runs;
using SharpSat.Core.Training.Runs.Report;
using SharpSat.Core.Training.Schedules;
using SharpSat.Core.Training.Validation;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Training;

/// <summary>
/// Trains: takes batches, lets an <see cref="ITrainingStep{TBatch}"/> compute their loss, updates the weights, logs and
/// writes checkpoints. One object is one run.
/// </summary>
/// <param name="config">The <c>trainer</c> section.</param>
/// <param name="parts">Model, step and data.</param>
public sealed class Trainer<TBatch>(TrainerConfig config, TrainingParts<TBatch> parts)
{
    // How long after a killed reader the signal that killed it may arrive here.
    private static readonly TimeSpan SignalDelay = TimeSpan.FromSeconds(0.5);
    private readonly IProcessGroup _group = parts.Group;
    private ILearningRateSchedule _schedule = new ConstantSchedule(config.Lr);

    /// <summary>Trains up to step <see cref="TrainerConfig.MaxSteps"/>.</summary>
    /// <param name="resume">Continue from the last complete checkpoint of the run directory.</param>
    /// <param name="stop">Asks to stop: the step in progress is finished and a checkpoint written first.</param>
    /// <exception cref="InputException">A setting, the run directory or the data cannot be used.</exception>
    /// <exception cref="TrainingDivergedException">A loss or gradient is not finite.</exception>
    /// <exception cref="TrainingInterruptedException"><paramref name="stop"/> was cancelled; the last step is saved.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled before the first step; there is nothing to save.</exception>
    public TrainResult Run(bool resume = false, CancellationToken stop = default)
    {
        stop.ThrowIfCancellationRequested();
        Prepare();
        using var directory = Open(resume);
        using var session = TrainingSession<TBatch>.Begin(config, parts, directory, resume, new ObserverList(parts.Observers).OnWarning);
        using var log = First ? new MetricsLog(directory.MetricsFile, session.Step, config.LogEvery) : null;
        using var board = First && config.Tensorboard ? new TensorBoardLog(directory, session.Step, config.LogEvery) : null;
        var observers = new ObserverList(new ITrainingObserver?[] { log, board }.OfType<ITrainingObserver>().Concat(parts.Observers));
        var validator = parts.Validation is { } validation ? new Validator(validation, parts.Model, directory, writes: First) : null;
        if (First)
        {
            ValidationLog.CutAfter(directory.ValidationFile, session.Step);
        }

        observers.OnStart(Start(session));

        var meter = new StepMeter(config, parts.Loader.BatchSize * config.Accumulation * _group.Size);
        var (loss, stopping) = (double.NaN, false);
        while (session.Step < config.MaxSteps && !stopping)
        {
            meter.Begin();

            // Ctrl-C in a terminal also ends the process that reads a video for this step; the step is given up.
            if (Step() is not { } own)
            {
                break;
            }

            ManagedHeap.Tidy();
            (var outcome, stopping) = StepAgreement.Of(own, stop.IsCancellationRequested, _group);
            var report = meter.Report(session.Step, outcome, parts.Loader.WaitTime);
            observers.OnStep(report);
            loss = outcome.Loss;

            // Alone nobody has to be asked, so an observer's wish counts at once.
            stopping |= _group.Size == 1 && stop.IsCancellationRequested;
            if (!stopping && validator?.IsDue(session.Step, config.MaxSteps) == true)
            {
                observers.OnValidation(validator.Run(session.Step, session.Averages));
            }

            if (session.Step == config.MaxSteps || stopping || IsSaveStep(session.Step))
            {
                Save();
            }
        }

        if (session.Step > session.SavedStep)
        {
            Save();
        }

        var interrupted = session.Step < config.MaxSteps;
        var result = new TrainResult(config.RunDir, session.Step, loss, session.LastCheckpoint, meter.Elapsed, interrupted);
        observers.OnEnd(result);
        return !interrupted ? result
            : session.Step > 0 ? throw new TrainingInterruptedException(result, config.MaxSteps, stop)
            : throw new OperationCanceledException(stop);

        // Of several processes the one that fails ends the others, and a checkpoint needs them all.
        StepOutcome? Step()
        {
            try
            {
                return TakeStep(session, observers, stop);
            }
            catch (DataReadException) when (_group.Size == 1 && session.Step > session.SavedStep)
            {
                Save();
                observers.OnWarning($"The data of step {session.Step + 1} cannot be read. Step {session.Step} is saved; repair the file, and --resume goes on from there.");
                throw;
            }
        }

        void Save()
        {
            log?.Flush();
            WeightAgreement.Require(session.Trained, _group, session.Step);
            var checkpoint = session.Save();
            if (First)
            {
                observers.OnCheckpoint(checkpoint);
                Show(directory, observers);
            }
        }
    }

    private bool First => _group.Rank == 0;

    // The first process makes the folder and holds its lock; the others come when it is there.
    private RunDirectory Open(bool resume)
    {
        var directory = First ? RunDirectory.Open(config.RunDir, resume) : null;
        _group.Barrier();
        return directory ?? RunDirectory.Follow(config.RunDir);
    }

    // Null if the run is to stop and the step's data could therefore not be read.
    private StepOutcome? TakeStep(TrainingSession<TBatch> session, ITrainingObserver observers, CancellationToken stop)
    {
        try
        {
            return TakeStep(session, observers);
        }
        catch (DataReadException) when (_group.Size == 1 && stop.WaitHandle.WaitOne(SignalDelay))
        {
            return null;
        }
    }

    private StepOutcome TakeStep(TrainingSession<TBatch> session, ITrainingObserver observers)
    {
        using var scope = NewDisposeScope();
        var step = session.Step + 1;
        var context = new StepContext(step, session.Noise, parts.Device, TrainingPrecision.Of(config.Precision).ComputeType);
        var trained = session.Trained.Select(p => p.Value).ToList();
        var (loss, metrics) = (0.0, new Dictionary<string, double>());
        for (var part = 0; part < config.Accumulation; part++)
        {
            var batch = parts.Loader.Next();
            using var owned = batch as IDisposable;
            loss += Backward(parts.Step.ComputeLoss(batch, context), session, metrics) / config.Accumulation;
        }

        GradientAverage.Apply(trained, _group);
        if (session.Scaler is { } scaler)
        {
            metrics["loss_scale"] = scaler.Scale;
            scaler.Unscale(trained);
        }

        var norm = Gradients.Norm(trained);
        var rate = _schedule.At(step);
        if (!double.IsFinite(norm))
        {
            if (session.Scaler?.Overflow() == true)
            {
                observers.OnWarning(FormattableString.Invariant($"Step {step} is left out: its fp16 gradients overflow. The loss is scaled by {session.Scaler.Scale} from now on."));
                Gradients.Clear(trained);
                session.Advance(updated: false);
                return new StepOutcome(loss, rate, double.NaN, metrics);
            }

            throw Diverged(step, $"gradient of '{Gradients.FirstNonFinite(session.Trained)}' is not finite (loss {loss:G6})");
        }

        if (step == session.FirstStep)
        {
            WarnOfUnusedParameters(session, observers);
        }

        Gradients.Clip(trained, norm, config.Clip);
        session.Optimizer.Step(rate);
        Gradients.Clear(trained);
        session.Scaler?.Good();
        session.Advance();
        return new StepOutcome(loss, rate, norm, metrics);
    }

    private double Backward(StepResult result, TrainingSession<TBatch> session, Dictionary<string, double> metrics)
    {
        if (!result.Loss.requires_grad)
        {
            throw new InvalidOperationException(
                $"{parts.Step.GetType().Name} returned a loss that is not attached to the graph; nothing would train.");
        }

        var loss = result.Loss.ToDouble();
        if (!double.IsFinite(loss))
        {
            var where = result.NonFinite is { } first ? $", and the first tensor that is not finite is {first}" : string.Empty;
            throw Diverged(session.Step + 1, FormattableString.Invariant($"loss is {loss}{where}"));
        }

        (result.Loss * (session.Scaler?.Scale ?? 1) / config.Accumulation).backward();
        foreach (var (name, value) in result.Metrics)
        {
            metrics[name] = metrics.GetValueOrDefault(name) + (value / config.Accumulation);
        }

        return loss;
    }

    private void Prepare()
    {
        config.Validate();
        if (FreezeTable.Count(parts.Model.parameters()).Trainable == 0)
        {
            throw new InputException($"No parameter is trainable, so training would change nothing:\n{FreezeTable.Render(parts.Model)}");
        }

        if (config.Threads > 0)
        {
            set_num_threads(config.Threads);
        }

        _schedule = LearningRateSchedules.Create(config);
        parts.Model.train();
        Gradients.Clear(parts.Model.parameters().OfType<TorchSharp.Modules.Parameter>());
    }

    private TrainingStart Start(TrainingSession<TBatch> session)
    {
        var (trainable, frozen) = FreezeTable.Count(parts.Model.parameters());
        return new TrainingStart(config.RunDir, session.Step + 1, config.MaxSteps, trainable, frozen, session.OwnOptimizerBytes);
    }

    // A run outlives a picture that cannot be drawn or written.
    private void Show(RunDirectory directory, ITrainingObserver observers)
    {
        try
        {
            var lines = MetricsLog.Read(directory.MetricsFile);
            LossPlot.Draw(lines, directory.LossPlotFile);
            RunReport.Write(directory, lines, config.MaxSteps);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or TypeInitializationException)
        {
            observers.OnWarning($"{directory.LossPlotFile} or {directory.ReportFile} could not be written: {failure.Message}");
        }
    }

    private bool IsSaveStep(long step) => config.SaveEvery > 0 && step % config.SaveEvery == 0;

    private static TrainingDivergedException Diverged(long step, string what) =>
        new(step, $"Training stopped at step {step}: the {what}. Lower trainer.lr, or look at the data of that step.");

    private static void WarnOfUnusedParameters(TrainingSession<TBatch> session, ITrainingObserver observers)
    {
        var unused = session.Trained.Where(p => p.Value.grad is null).Select(p => p.Name).ToList();
        if (unused.Count > 0)
        {
            observers.OnWarning(
                $"{unused.Count} of {session.Trained.Count} trainable parameters got no gradient in the first step: "
                + $"{string.Join(", ", unused.Take(5))}{(unused.Count > 5 ? ", ..." : string.Empty)}.");
        }
    }
}
