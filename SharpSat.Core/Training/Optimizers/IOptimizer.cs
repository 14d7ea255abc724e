using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using static TorchSharp.torch;

namespace SharpSat.Core.Training.Optimizers;

/// <summary>Changes parameters by their gradients.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>What it updates.</summary>
    IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>Bytes that its state takes in memory and in a checkpoint.</summary>
    long StateBytes { get; }

    /// <summary>Updates every parameter that has a gradient.</summary>
    /// <param name="learningRate">Of this step, before the groups' multipliers.</param>
    void Step(double learningRate);

    /// <summary>Its state by name, for a checkpoint. The tensors stay the optimizer's.</summary>
    IReadOnlyDictionary<string, Tensor> Save();

    /// <summary>Takes its state from a checkpoint.</summary>
    /// <exception cref="InputException">The state is not of these parameters; the message names the first that differs.</exception>
    void Load(IWeightSource source);
}
