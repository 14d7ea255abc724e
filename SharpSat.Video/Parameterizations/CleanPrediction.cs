using static TorchSharp.torch;

namespace SharpSat.Video.Parameterizations;

/// <summary>One network evaluation. The caller's dispose scope owns the tensors.</summary>
/// <param name="Input_BTCHW">What the network saw.</param>
/// <param name="Timestep_B">The timestep it was given, float32.</param>
/// <param name="Output_BTCHW">What it said.</param>
/// <param name="Clean_BTCHW">What that means, float32.</param>
public sealed record CleanPrediction(Tensor Input_BTCHW, Tensor Timestep_B, Tensor Output_BTCHW, Tensor Clean_BTCHW);
