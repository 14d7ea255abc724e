using SharpSat.Core.Training.Runs;
using SharpSat.Core.Training.Validation;

namespace SharpSat.Core.Training.Observers;

/// <summary>Tells several observers, in order.</summary>
internal sealed class ObserverList(IEnumerable<ITrainingObserver> observers) : ITrainingObserver
{
    private readonly List<ITrainingObserver> _observers = [.. observers];

    public void OnStart(TrainingStart start) => _observers.ForEach(o => o.OnStart(start));

    public void OnStep(StepReport report) => _observers.ForEach(o => o.OnStep(report));

    public void OnValidation(ValidationLine line) => _observers.ForEach(o => o.OnValidation(line));

    public void OnCheckpoint(CheckpointInfo checkpoint) => _observers.ForEach(o => o.OnCheckpoint(checkpoint));

    public void OnWarning(string message) => _observers.ForEach(o => o.OnWarning(message));

    public void OnEnd(TrainResult result) => _observers.ForEach(o => o.OnEnd(result));
}
