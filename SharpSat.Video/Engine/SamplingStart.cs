using SharpSat.Video.Schedules;
using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>Where sampling starts.</summary>
/// <param name="Latents_BTCHW">Latents at the trajectory's first level.</param>
/// <param name="Trajectory">The levels to walk through.</param>
internal sealed record SamplingStart(Tensor Latents_BTCHW, NoiseTrajectory Trajectory);
