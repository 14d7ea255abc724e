using SharpSat.Video.Parameterizations;
using SharpSat.Video.Schedules;
using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>What one training forward produced. The caller's dispose scope owns the tensors.</summary>
/// <param name="Loss_B">Loss of each sample, float32.</param>
/// <param name="Levels">Level each sample got.</param>
/// <param name="Prediction">What the network saw and said.</param>
public sealed record DiffusionLossTerms(Tensor Loss_B, IReadOnlyList<NoiseLevel> Levels, CleanPrediction Prediction);
