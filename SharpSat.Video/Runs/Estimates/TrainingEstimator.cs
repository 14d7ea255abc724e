using SharpSat.Core.Data;
using SharpSat.Core.Layers;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Memory;
using SharpSat.Core.Training.Precision;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs.Estimates;

/// <summary>
/// Finds out what a job will take: after a trainer's own memory is there, a network of one layer and one of two take
/// steps at the job's sizes, with the encoding that belongs to a step; the rest is arithmetic. The job's own weights are
/// in memory already and count as they are.
/// </summary>
internal sealed class TrainingEstimator(RunConfig config, VideoDiffusionEngine engine, LatentShape latents, Device device)
{
    private const int NumberBytes = sizeof(float);
    private const int Looks = 3;
    private const long MappedBytes = 32 << 20;

    // Holes in the allocator's heap add 2 to 11 % within the first fifty steps, and no more after them.
    private const double Holes = 1.07;

    private TrainerConfig Trainer => config.Trainer!;

    /// <summary>Measures.</summary>
    /// <param name="batches">Reads the job's clips: batches of one where they are encoded ahead.</param>
    /// <param name="plan">What is encoded when.</param>
    /// <param name="cached">Numbers that are kept of all clips, if they are encoded ahead.</param>
    /// <param name="processes">How many share the work.</param>
    public TrainingEstimate Measure(IBatchLoader<VideoBatch> batches, EncodingPlan plan, long cached, int processes)
    {
        TrainerMemory.Load(Trainer.Threads);
        using var encoding = new EncodingRehearsal(engine, batches, plan);
        var ahead = plan.Ahead ? Ahead(encoding) : 0;

        var network = engine.Transformer.Config;
        var one = Steps(1, encoding);
        var two = Steps(2, encoding);
        var more = network.NumLayers - 1;

        var trainable = FreezeTable.Count(engine.Transformer.parameters()).Trainable;
        var state = trainable * 2 * NumberBytes / (Trainer.ShardOptimizer ? processes : 1);
        var average = Trainer.EmaDecay > 0 ? trainable * NumberBytes : 0;
        var latentsKept = config.Training.EncodeOnce ? cached * NumberBytes : 0;
        var kept = state + average + latentsKept;

        // The backward pass gives activations free as it makes gradients, so the larger counts.
        var layer = Math.Max(two.ActivationBytes - one.ActivationBytes, two.GradientBytes - one.GradientBytes);
        var pass = one.PassBytes + (more * layer);

        // Both measure the same, so the mean is the steadier figure.
        var left = IsKept ? layer : 0;
        var between = (one.EncodingBytes + (more * left) + two.EncodingBytes + ((more - 1) * left)) / 2;
        var seconds = (Trainer.Accumulation * (one.Seconds + (more * Math.Max(0, two.Seconds - one.Seconds)) + encoding.StepSeconds)) + (trainable * one.UpdateSeconds);
        var checkpoint = (trainable * NumberBytes * (Trainer.EmaDecay > 0 ? 4 : 3)) + (config.Lora is null ? FrozenBytes() : 0);
        return new TrainingEstimate
        {
            EncodingBytes = plan.Ahead ? ahead + latentsKept : (long)(Holes * (between + kept)),
            TrainingBytes = (long)(Holes * ((plan.Ahead ? Math.Max(pass, between) : pass) + kept)),
            Step = TimeSpan.FromSeconds(seconds),
            CheckpointBytes = checkpoint,
            CheckpointsBytes = checkpoint * Trainer.CheckpointsToFit(step: 0, present: 0),
        };
    }

    // glibc's allocator gives blocks of 32 MiB and more back at once. Smaller ones leave holes in its heap, and the large
    // tensors of the encoders do not fit in there: what a layer's pass took stays part of the process while clips are encoded.
    private bool IsKept
    {
        get
        {
            var network = engine.Transformer.Config;
            var grid = network.Patch.GridOf(latents.Frames, latents.Height, latents.Width);
            long tokens = network.TextLength + grid.Count;
            return Trainer.BatchSize * tokens * network.HiddenSize * TrainingPrecision.Of(Trainer.Precision).ComputeType.ElementSize() < MappedBytes;
        }
    }

    private long FrozenBytes() => engine.Transformer.parameters().Where(p => !p.requires_grad).Sum(p => p.numel() * p.ElementSize);

    private static long Ahead(EncodingRehearsal encoding) => PeakMemory.Of(() =>
    {
        for (var i = 0; i < Looks; i++)
        {
            encoding.Ahead();
        }
    });

    private LayerCost Steps(int layers, EncodingRehearsal encoding) => LayerCost.Measure(
        engine.Transformer.Config, layers, config.Lora, TrainingPrecision.Of(Trainer.Precision), latents, Trainer.BatchSize, device, encoding.Step);
}
