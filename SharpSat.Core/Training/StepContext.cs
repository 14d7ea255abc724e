using static TorchSharp.torch;

namespace SharpSat.Core.Training;

/// <summary>What a training step may ask of its surroundings.</summary>
/// <param name="Step">Number of the optimizer step being computed, from 1.</param>
/// <param name="Noise">The run's named random streams; every draw of a step comes from them.</param>
/// <param name="Device">Where the batch is to be moved.</param>
/// <param name="Dtype">Type of the network's activations; float32 also stands for that of its weights.</param>
public sealed record StepContext(long Step, NoiseStreams Noise, Device Device, ScalarType Dtype);
