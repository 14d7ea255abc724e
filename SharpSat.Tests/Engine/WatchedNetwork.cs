using SharpSat.Video.Networks;
using static TorchSharp.torch;

namespace SharpSat.Tests.Engine;

/// <summary>Passes calls on and notes their timesteps.</summary>
public sealed class WatchedNetwork(INetwork inner) : INetwork
{
    public List<float[]> Timesteps { get; } = [];

    public Tensor Predict(Tensor x_BTCHW, Tensor timestep_B, Conditioning conditioning)
    {
        Timesteps.Add(timestep_B.data<float>().ToArray());
        return inner.Predict(x_BTCHW, timestep_B, conditioning);
    }
}
