using SharpSat.Core.Distributed;
using SharpSat.Core.Errors;
using SharpSat.Core.Training.Ema;
using SharpSat.Core.Training.Optimizers;
using SharpSat.Core.Training.Precision;
using SharpSat.Core.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Training;

/// <summary>What changes while a run goes on: position, optimizer and random streams; begins, resumes and saves them.</summary>
internal sealed class TrainingSession<TBatch> : IDisposable
{
    private readonly TrainerConfig _config;
    private readonly TrainingParts<TBatch> _parts;
    private readonly ICheckpointContent _content;
    private readonly RunDirectory _directory;
    private readonly ParameterAverage? _average;
    private long _samples;
    private TrainState _state;

    private TrainingSession(TrainerConfig config, TrainingParts<TBatch> parts, RunDirectory directory, CheckpointInfo? from)
    {
        _config = config;
        _parts = parts;
        _content = parts.Content ?? new ModuleContent(parts.Model);
        _directory = directory;
        Noise = new NoiseStreams(config.Seed, new BatchShare(parts.Loader.BatchSize, parts.Group.Rank, parts.Group.Size));
        Scaler = TrainingPrecision.Of(config.Precision).ScalesLoss ? new LossScaler() : null;

        // Loading may replace parameters, so the optimizer comes after the weights.
        if (from is not null)
        {
            _average = LoadAverage(from);
            TrainingCheckpoint.LoadWeights(from, _content);
        }

        Optimizer = config.ShardOptimizer && parts.Group.Size > 1 ? new ShardedOptimizer(Groups(), Create, parts.Group) : Create(Groups());
        Trained = [.. Optimizer.Groups.SelectMany(group => group.Parameters)];
        _average?.Follow(Trained);
        _average ??= config.EmaDecay > 0 ? new ParameterAverage(Trained, config.EmaDecay) : null;
        random.manual_seed(config.Seed);
        if (from is not null)
        {
            Restore(from);
        }

        _state = Capture();

        IOptimizer Create(IReadOnlyList<ParameterGroup> groups) =>
            new AdamW(groups, config.Betas[0], config.Betas[1], config.Eps, OptimizerNames.DecayOf(config.Optimizer));
    }

    public long Step { get; private set; }

    /// <summary>Number of the first step this process takes.</summary>
    public long FirstStep { get; private set; } = 1;

    public NoiseStreams Noise { get; }

    public IOptimizer Optimizer { get; }

    /// <summary>Memory of the optimizer's state in this process.</summary>
    public long OwnOptimizerBytes => Optimizer is ShardedOptimizer divided ? divided.OwnStateBytes : Optimizer.StateBytes;

    /// <summary>Scales the loss; null in the formats that need no scaling.</summary>
    public LossScaler? Scaler { get; }

    public IReadOnlyList<NamedParameter> Trained { get; }

    /// <summary>Puts the averaged weights into the model until disposed; null if the run keeps none.</summary>
    public Func<IDisposable>? Averages => _average is { } average ? average.Apply : null;

    /// <summary>The step of <see cref="LastCheckpoint"/>; 0 if there is none.</summary>
    public long SavedStep { get; private set; }

    public string LastCheckpoint { get; private set; } = string.Empty;

    /// <summary>Begins at step 0 or at the last complete checkpoint, and finds out whether checkpoints will fit.</summary>
    public static TrainingSession<TBatch> Begin(
        TrainerConfig config, TrainingParts<TBatch> parts, RunDirectory directory, bool resume, Action<string> warn)
    {
        var from = resume ? directory.Checkpoints.Latest(warn) : null;
        if (resume && from is null)
        {
            throw new InputException($"No checkpoint in {directory.Path} is complete, so there is nothing to resume; start in another folder.");
        }

        var session = new TrainingSession<TBatch>(config, parts, directory, from);
        if (parts.Group.Rank > 0)
        {
            return session;
        }

        try
        {
            directory.Checkpoints.Prune(config.KeepLast, config.KeepEvery);
            DiskSpace.Require(directory.Path, session.BytesToWrite());
            DurableFiles.ReplaceText(directory.ConfigFile, parts.ConfigJson ?? RunJson.Write(new { Trainer = config }));
            DurableFiles.ReplaceText(directory.EnvironmentFile, RunJson.Write(new RunEnvironment { Device = parts.Device.ToString(), Processes = parts.Group.Size }));
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Counts an optimizer step, also one that was left out.</summary>
    public void Advance(bool updated = true)
    {
        Step++;
        if (updated)
        {
            _average?.Update();
        }

        _samples += _parts.Loader.BatchSize * _config.Accumulation * _parts.Group.Size;
        _state = Capture();
    }

    /// <summary>Writes a checkpoint of the last complete step, then deletes old ones. Only the first process does; all must call it.</summary>
    public CheckpointInfo Save()
    {
        using var scope = NewDisposeScope();
        var optimizer = Optimizer.Save();
        if (_parts.Group.Rank > 0)
        {
            SavedStep = Step;
            return new CheckpointInfo(Step, LastCheckpoint);
        }

        var checkpoint = _directory.Checkpoints.Write(
            Step, folder => TrainingCheckpoint.Write(folder, _content, _average, optimizer, _state));
        _directory.Checkpoints.Prune(_config.KeepLast, _config.KeepEvery);
        (SavedStep, LastCheckpoint) = (Step, checkpoint.Folder);
        return checkpoint;
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        _average?.Dispose();
        Noise.Dispose();
    }

    private IReadOnlyList<ParameterGroup> Groups() => _parts.Groups?.Invoke() ?? ParameterGroups.Build(_parts.Model, _config.WeightDecay, rules: _config.Groups);

    // The file has the weights' names and not the parameters', so it goes through the model.
    private ParameterAverage? LoadAverage(CheckpointInfo from)
    {
        if (_config.EmaDecay == 0)
        {
            return null;
        }

        TrainingCheckpoint.LoadAverages(from, _content);
        return new ParameterAverage([.. Groups().SelectMany(group => group.Parameters)], _config.EmaDecay, TrainingCheckpoint.ReadState(from).Step);
    }

    // Taken at once after each step: one that is given up later has already drawn and read.
    private TrainState Capture()
    {
        using var scope = NewDisposeScope();
        return new TrainState
        {
            Step = Step,
            Seed = _config.Seed,
            Samples = _samples,
            Data = _parts.Loader.Save(),
            Noise = Noise.Save(),
            LossScale = Scaler?.Scale,
            LossScaleSteps = Scaler?.GoodSteps ?? 0,
            LibraryNoise = [.. random.get_rng_state().bytes],
        };
    }

    private void Restore(CheckpointInfo from)
    {
        using var scope = NewDisposeScope();
        var state = TrainingCheckpoint.ReadState(from);
        if (state.Seed != _config.Seed)
        {
            throw new InputException(
                $"trainer.seed is {_config.Seed}, but the run in {_directory.Path} was started with {state.Seed}; "
                + $"a resumed run keeps its seed. Set trainer.seed to {state.Seed}.");
        }

        TrainingCheckpoint.LoadOptimizer(from, Optimizer);
        _parts.Loader.Restore(state.Data);
        Noise.Restore(state.Noise);
        Scaler?.Restore(state.LossScale ?? LossScaler.Initial, state.LossScaleSteps);
        random.set_rng_state(tensor(state.LibraryNoise, ScalarType.Byte));
        _samples = state.Samples;
        Step = state.Step;
        FirstStep = Step + 1;
        (SavedStep, LastCheckpoint) = (Step, from.Folder);
    }

    // While a new checkpoint is written, the ones to keep are still there.
    private long BytesToWrite()
    {
        var weights = _content.Tensors().Values.Sum(t => t.numel() * t.dtype.ElementSize());
        var one = (weights * (_average is null ? 1 : 2)) + Optimizer.StateBytes + (1L << 20);
        return one * _config.CheckpointsToFit(Step, _directory.Checkpoints.Count);
    }
}
