using SharpSat.Core.Context;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>Finds where a training forward first became infinite or NaN, by running the network once more on its input.</summary>
internal static class NonFiniteSearch
{
    /// <summary>Names the first tensor that is not finite, with its shape.</summary>
    public static string? First(CogVideoXTransformer network, TrainingForward forward)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var (seen, conditioning) = (forward.Terms.Prediction, forward.Conditioning);
        return Broken("the latents", forward.Clean_BTCHW)
            ?? Broken("the text states", conditioning.Text_BSE)
            ?? Broken("the picture's latents", conditioning.Concat_BTCHW)
            ?? Broken("the network's input", seen.Input_BTCHW)
            ?? Layer(network, seen.Input_BTCHW, seen.Timestep_B, conditioning)
            ?? Broken("the network's output", seen.Output_BTCHW);
    }

    private static string? Layer(CogVideoXTransformer network, Tensor x_BTCHW, Tensor timestep_B, Conditioning conditioning)
    {
        var context = new ForwardContext { OutputHiddenStates = true, Training = network.training, Noise = network.DropoutNoise };
        network.Predict(x_BTCHW, timestep_B, conditioning, context);
        return context.LayerOutputs
            .Select((layer, i) => Broken($"the output of transformer.layers.{i}", layer.Get(ForwardContext.HiddenStates)))
            .FirstOrDefault(what => what is not null);
    }

    private static string? Broken(string name, Tensor? tensor) =>
        tensor is null || tensor.isfinite().all().item<bool>() ? null : $"{name} [{string.Join(", ", tensor.shape)}]";
}
