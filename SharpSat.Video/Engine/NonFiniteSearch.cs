using SharpSat.Core.Context;
using SharpSat.Video.Networks;
using SharpSat.Video.Parameterizations;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>Finds where a forward pass first became infinite or NaN, by running the network once more on its input.</summary>
internal static class NonFiniteSearch
{
    /// <summary>Names the first tensor of a training step that is not finite, with its shape; null if none is found.</summary>
    public static string? First(CogVideoXTransformer network, TrainingForward forward)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        return Broken("the latents", forward.Clean_BTCHW) ?? InNetwork(network, forward.Terms.Prediction, forward.Conditioning);
    }

    /// <summary>As the other, for a prediction of sampling.</summary>
    public static string? First(CogVideoXTransformer network, CleanPrediction prediction, Conditioning conditioning)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        return InNetwork(network, prediction, conditioning);
    }

    private static string? InNetwork(CogVideoXTransformer network, CleanPrediction seen, Conditioning conditioning) =>
        Broken("the text states", conditioning.Text_BSE)
        ?? Broken("the picture's latents", conditioning.Concat_BTCHW)
        ?? Broken("the network's input", seen.Input_BTCHW)
        ?? Layer(network, seen.Input_BTCHW, seen.Timestep_B, conditioning)
        ?? Broken("the network's output", seen.Output_BTCHW);

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
