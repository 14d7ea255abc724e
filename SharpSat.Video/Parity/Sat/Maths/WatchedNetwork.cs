using SharpSat.Video.Networks;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Maths;

/// <summary>Passes calls on and notes their timesteps.</summary>
/// <param name="inner">The network that is called.</param>
internal sealed class WatchedNetwork(INetwork inner) : INetwork
{
    /// <summary>The timestep of every sample of every call.</summary>
    public List<float[]> Timesteps { get; } = [];

    public Tensor Predict(Tensor x_BTCHW, Tensor timestep_B, Conditioning conditioning)
    {
        Timesteps.Add(timestep_B.cpu().data<float>().ToArray());
        return inner.Predict(x_BTCHW, timestep_B, conditioning);
    }
}
