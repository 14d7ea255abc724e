using Newtonsoft.Json.Linq;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Maths;

/// <summary>The recorded cases' <c>builtin.analytic</c> network, on samples of any number of dimensions.</summary>
/// <param name="parameters">Its gains.</param>
internal sealed class AnalyticNetwork(JToken parameters) : INetwork
{
    public Tensor Predict(Tensor x_BTCHW, Tensor timestep_B, Conditioning conditioning)
    {
        using var scope = NewDisposeScope();
        var text = conditioning.Text_BSE.mean([1, 2]);
        var y = ((x_BTCHW * Gain("x_gain")) + (Column(text, x_BTCHW) * Gain("crossattn_gain"))).tanh();
        y = y + (Column(timestep_B, x_BTCHW) * Gain("c_noise_gain"));
        if (conditioning.Concat_BTCHW is { } concat)
        {
            y = y + (concat * Gain("concat_gain"));
        }

        if (conditioning.Ofs_B is { } ofs)
        {
            y = y + (Column(ofs, x_BTCHW) * Gain("ofs_gain"));
        }

        return y.MoveToOuterDisposeScope();
    }

    private static Tensor Column(Tensor values_B, Tensor like) =>
        values_B.view([-1, .. Enumerable.Repeat(1L, like.shape.Length - 1)]);

    private double Gain(string name) => (double)parameters[name]!;
}
