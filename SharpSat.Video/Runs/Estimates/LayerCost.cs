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

/// <summary>What steps of a network with few layers take, its own weights and optimizer left out.</summary>
/// <param name="EncodingBytes">Most memory of the process while a step encodes.</param>
/// <param name="PassBytes">Most memory of the process in forward pass, backward pass and update.</param>
/// <param name="ActivationBytes">What the forward pass keeps for the backward pass.</param>
/// <param name="GradientBytes">All gradients.</param>
/// <param name="Seconds">Time of forward and backward pass.</param>
/// <param name="UpdateSeconds">Time of the optimizer for each number that trains.</param>
internal sealed record LayerCost(long EncodingBytes, long PassBytes, long ActivationBytes, long GradientBytes, double Seconds, double UpdateSeconds)
{
    private const int Steps = 4;

    /// <summary>Measures a network like the given one, with fewer layers and fresh weights.</summary>
    /// <param name="network">The whole network's sizes.</param>
    /// <param name="layers">How many layers to measure.</param>
    /// <param name="lora">The adapter that trains; null for the whole network.</param>
    /// <param name="precision">Format of the activations.</param>
    /// <param name="latents">Size of a sample.</param>
    /// <param name="batch">Samples.</param>
    /// <param name="device">Where.</param>
    /// <param name="encode">Encodes what a step encodes.</param>
    public static LayerCost Measure(
        CogVideoXConfig network, int layers, LoraParams? lora, TrainingPrecision precision, LatentShape latents, int batch, Device device, Action encode)
    {
        // What was measured before is none of this network's: objects that still hold the former one's weights, and holes.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        NativeHeap.GiveBack();
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

        // The first step takes what is kept between steps, and the allocator keeps a little more in each of the next ones;
        // the last one is timed.
        var (clock, update) = (new Stopwatch(), new Stopwatch());
        var groups = ParameterGroups.Build(model);
        using var optimizer = new AdamW(groups);
        var parameters = groups.SelectMany(g => g.Parameters).Select(p => p.Value).ToList();
        var (encoding, most) = (0L, 0L);
        var activations = new List<long>();
        for (var step = 0; step < Steps; step++)
        {
            encoding = Math.Max(encoding, PeakMemory.Of(encode));
            most = Math.Max(most, PeakMemory.Of(() =>
            {
                clock.Restart();
                Pass();
                clock.Stop();
                update.Restart();
                optimizer.Step(0);
                Gradients.Clear(parameters);
                update.Stop();
                ManagedHeap.Tidy();
            }));

            // What the runtime found to be garbage is freed now and not while the next step is measured.
            GC.WaitForPendingFinalizers();
        }

        var own = optimizer.StateBytes + model.parameters().Sum(p => p.numel() * p.ElementSize);
        var gradients = parameters.Sum(p => p.numel() * sizeof(float));

        // The loader's thread allocates too, so one step may show too much or too little.
        var middle = activations.Order().ElementAt(Steps / 2);
        return new LayerCost(encoding - own, most - own, middle, gradients, clock.Elapsed.TotalSeconds, update.Elapsed.TotalSeconds / parameters.Sum(p => p.numel()));

        void Pass()
        {
            using var pass = NewDisposeScope();
            var before = NativeHeap.UsedBytes();
            var loss = model.Predict(x_BTCHW, timestep_B, conditioning).to(ScalarType.Float32).square().mean();
            activations.Add(NativeHeap.UsedBytes() - before);
            loss.backward();
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
}
