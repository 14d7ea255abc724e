using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Tensors;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>A fresh LoRA on a job's frozen network.</summary>
internal static class TrainingAdapter
{
    /// <summary>Adds it.</summary>
    /// <param name="settings">Rank, targets and so on.</param>
    /// <param name="assembly">The network.</param>
    /// <param name="weights">Where the network's weights came from.</param>
    /// <param name="seed">Of its factors.</param>
    /// <param name="device">Where it trains.</param>
    /// <param name="warnings">Gets what is legal and hardly meant.</param>
    public static LoraMixin Add(LoraParams settings, EngineAssembly assembly, string? weights, long seed, Device device, List<string> warnings)
    {
        var network = assembly.Network;
        if (network.Mixins.OfType<IResidualGates>().Any(gates => gates.AreAllZero()))
        {
            warnings.Add(
                "Every residual gate of the network is zero, as in a network that was never trained: the LoRA learns nothing. "
                + "Train the network first and name its run as model.weights.");
        }

        if (weights is not null && ModelWeights.HasSatLora(weights))
        {
            warnings.Add($"'{weights}' holds a LoRA beside the network; training starts a new one. Merge the old one into the network first (lora merge) to train on from it.");
        }

        network.Freeze();
        var lora = NetworkBuilder.AddLora(network, settings);
        using var noise = new NoiseSource(seed, "init/lora");
        lora.Materialize(noise, ScalarType.Float32, device);
        if (assembly.HasNewImageInput && !lora.Factors.Any(factors => factors.Site.Path == WidenedInput.Site))
        {
            warnings.Add(
                $"The weights for the picture's channels begin at zero and are frozen, so this LoRA never sees the picture. Add '{WidenedInput.Site}' to lora.targets, or train the network first.");
        }

        return lora;
    }
}
