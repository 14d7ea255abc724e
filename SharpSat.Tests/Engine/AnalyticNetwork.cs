using Newtonsoft.Json.Linq;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Engine;

/// <summary>The golden cases' builtin.analytic network.</summary>
public sealed class AnalyticNetwork(JToken parameters) : INetwork
{
    public Tensor Predict(Tensor x_BTCHW, Tensor timestep_B, Conditioning conditioning)
    {
        using var scope = NewDisposeScope();
        var text = conditioning.Text_BSE.mean([1, 2]).view(-1, 1, 1, 1, 1);
        var y = ((x_BTCHW * Gain("x_gain")) + (text * Gain("crossattn_gain"))).tanh();
        y = y + (timestep_B.view(-1, 1, 1, 1, 1) * Gain("c_noise_gain"));
        if (conditioning.Concat_BTCHW is { } concat)
        {
            y = y + (concat * Gain("concat_gain"));
        }

        if (conditioning.Ofs_B is { } ofs)
        {
            y = y + (ofs.view(-1, 1, 1, 1, 1) * Gain("ofs_gain"));
        }

        return y.MoveToOuterDisposeScope();
    }

    private double Gain(string name) => (double)parameters[name]!;
}
