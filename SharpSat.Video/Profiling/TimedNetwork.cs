using SharpSat.Video.Networks;
using static TorchSharp.torch;

namespace SharpSat.Video.Profiling;

/// <summary>Passes calls on and times them as a stage.</summary>
internal sealed class TimedNetwork(INetwork inner, StageClock clock, string stage) : INetwork
{
    public Tensor Predict(Tensor x_BTCHW, Tensor timestep_B, Conditioning conditioning) => clock.Time(stage, () => inner.Predict(x_BTCHW, timestep_B, conditioning));
}
