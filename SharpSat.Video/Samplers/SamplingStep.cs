using SharpSat.Video.Schedules;

namespace SharpSat.Video.Samplers;

/// <summary>Where a sampling run is.</summary>
/// <param name="Index">Step number from 0.</param>
/// <param name="Count">Number of steps.</param>
/// <param name="Level">Noise level before the step.</param>
public readonly record struct SamplingStep(int Index, int Count, NoiseLevel Level);
