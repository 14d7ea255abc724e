using System.Diagnostics;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Core.Training.Memory;
using SharpSat.Core.Training.Optimizers;
using SharpSat.Core.Training.Precision;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs.Estimates;

/// <summary>What some layers take: memory beside the weights (activations, gradients) and time, forward and backward.</summary>
/// <param name="Bytes">Memory.</param>
/// <param name="Seconds">Time of forward and backward pass.</param>
/// <param name="UpdateSeconds">Time of the optimizer for each number that trains.</param>
internal sealed record LayerCost(long Bytes, double Seconds, double UpdateSeconds)
{
    /// <summary>Measures a network like the given one, with fewer layers and fresh weights.</summary>
    /// <param name="network">The whole network's sizes.</param>
    /// <param name="layers">How many layers to measure.</param>
    /// <param name="lora">The adapter that trains; null for the whole network.</param>
    /// <param name="precision">Format of the activations.</param>
    /// <param name="latents">Size of a sample.</param>
    /// <param name="batch">Samples.</param>
    /// <param name="device">Where.</param>
    public static LayerCost Measure(
        CogVideoXConfig network, int layers, LoraParams? lora, TrainingPrecision precision, LatentShape latents, int batch, Device device)
    {
        using var scope = NewDisposeScope();
        using var model = new CogVideoXTransformer(network with { NumLayers = layers });
        using var noise = new NoiseSource(0, "estimate");
        model.Materialize(noise, lora is null ? ScalarType.Float32 : precision.ComputeType, device);
        if (lora is not null)
        {
            model.Freeze();
            AddLora(model, lora).Materialize(noise, ScalarType.Float32, device);
        }

        model.ComputeType = precision.ComputeType;
        model.DropoutNoise = noise;
        model.train();
        var x_BTCHW = noise.Normal([batch, latents.Frames, network.InChannels, latents.Height, latents.Width], ScalarType.Float32, device);
        var conditioning = new Conditioning
        {
            Text_BSE = noise.Normal([batch, network.TextLength, network.TextHiddenSize], ScalarType.Float32, device),
            Ofs_B = network.OfsEmbedDim is null ? null : full([batch], 2.0, device: device),
        };
        var timestep_B = full([batch], 500.0, device: device);

        // The first pass takes what is kept between steps; the second one is timed.
        var clock = new Stopwatch();
        var before = Environment.WorkingSet;
        var peak = PeakMemory.Of(() =>
        {
            Pass();
            clock.Start();
            Pass();
            clock.Stop();
        });
        var (trainable, update) = Update(model);
        return new LayerCost(Math.Max(0, peak - before), clock.Elapsed.TotalSeconds, update / trainable);

        void Pass()
        {
            using var pass = NewDisposeScope();
            model.Predict(x_BTCHW, timestep_B, conditioning).to(ScalarType.Float32).square().mean().backward();
        }
    }

    // Targets may name layers that this short network lacks; the usual ones stand for them.
    private static LoraMixin AddLora(CogVideoXTransformer model, LoraParams lora)
    {
        try
        {
            return NetworkBuilder.AddLora(model, lora);
        }
        catch (InputException)
        {
            return NetworkBuilder.AddLora(model, lora with { Targets = new LoraParams().Targets });
        }
    }

    private static (long Trainable, double Seconds) Update(nn.Module model)
    {
        var groups = ParameterGroups.Build(model);
        using var optimizer = new AdamW(groups);
        optimizer.Step(0);
        var clock = Stopwatch.StartNew();
        optimizer.Step(0);
        return (groups.SelectMany(g => g.Parameters).Sum(p => p.Value.numel()), clock.Elapsed.TotalSeconds);
    }
}
