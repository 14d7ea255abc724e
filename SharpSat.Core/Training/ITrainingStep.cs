namespace SharpSat.Core.Training;

/// <summary>What one kind of training does with a batch; the trainer does the rest.</summary>
/// <typeparam name="TBatch">What the loader's collate function makes.</typeparam>
public interface ITrainingStep<in TBatch>
{
    /// <summary>Runs the network on a batch. Called inside the trainer's dispose scope, once per micro-batch.</summary>
    /// <param name="batch">Owned by the trainer.</param>
    /// <param name="context">Step number, random streams, device and type.</param>
    /// <returns>A scalar loss attached to the graph, the mean over the batch, and named figures to log.</returns>
    StepResult ComputeLoss(TBatch batch, StepContext context);
}
