using System.Diagnostics;
using SharpSat.Core.Data;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Memory;
using SharpSat.Core.Training.Precision;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs.Estimates;

/// <summary>
/// Finds out what a job will take: a network of one layer and one of two are run at the job's sizes, and a clip is
/// encoded; the rest is arithmetic. The job's own weights are in memory already and count as they are.
/// </summary>
internal sealed class TrainingEstimator(RunConfig config, VideoDiffusionEngine engine, LatentShape latents, Device device)
{
    private const int NumberBytes = sizeof(float);
    private const int Looks = 3;

    private TrainerConfig Trainer => config.Trainer!;

    /// <summary>Measures.</summary>
    /// <param name="batches">Reads the job's clips: batches of one where they are encoded ahead.</param>
    /// <param name="ahead">Whether clips are encoded ahead of the steps.</param>
    /// <param name="cached">Numbers that are kept of all clips.</param>
    /// <param name="processes">How many share the work.</param>
    public TrainingEstimate Measure(IBatchLoader<VideoBatch> batches, bool ahead, long cached, int processes)
    {
        var resident = Environment.WorkingSet;
        var network = engine.Transformer.Config;
        var precision = TrainingPrecision.Of(Trainer.Precision);
        var (encodingBytes, encoding, text) = Encode(batches);
        var one = LayerCost.Measure(network, 1, config.Lora, precision, latents, Trainer.BatchSize, device);
        var two = LayerCost.Measure(network, 2, config.Lora, precision, latents, Trainer.BatchSize, device);

        var trainable = FreezeTable.Count(engine.Transformer.parameters()).Trainable;
        var state = trainable * 2 * sizeof(float) / (Trainer.ShardOptimizer ? processes : 1);
        var average = Trainer.EmaDecay > 0 ? trainable * sizeof(float) : 0;
        var layers = one.Bytes + ((network.NumLayers - 1) * Math.Max(0, two.Bytes - one.Bytes));
        var kept = one.KeptBytes + ((network.NumLayers - 1) * Math.Max(0, two.KeptBytes - one.KeptBytes));
        var pass = one.Seconds + ((network.NumLayers - 1) * Math.Max(0, two.Seconds - one.Seconds));
        var seconds = (Trainer.Accumulation * (pass + (config.Training.LatentCache is null ? text : 0) + (ahead ? 0 : encoding))) + (trainable * one.UpdateSeconds);
        var checkpoint = (trainable * sizeof(float) * (Trainer.EmaDecay > 0 ? 4 : 3)) + (config.Lora is null ? FrozenBytes() : 0);
        return new TrainingEstimate
        {
            EncodingBytes = encodingBytes + (ahead ? 0 : state + average + kept),
            SavingBytes = SavingMemory.Measure(),
            TrainingBytes = resident + layers + state + average,
            Step = TimeSpan.FromSeconds(seconds),
            CheckpointBytes = checkpoint,
            CheckpointsBytes = checkpoint * Trainer.CheckpointsToFit(step: 0, present: 0),
            CacheBytes = config.Training.LatentCache is null ? 0 : cached * NumberBytes,
        };
    }

    private long FrozenBytes() => engine.Transformer.parameters().Where(p => !p.requires_grad).Sum(p => p.numel() * p.ElementSize);

    // The loader reads ahead meanwhile, as it will in training.
    private (long Bytes, double Encoding, double Text) Encode(IBatchLoader<VideoBatch> batches)
    {
        var (encoding, text) = (0.0, 0.0);
        var bytes = PeakMemory.Of(() =>
        {
            for (var i = 0; i < Looks; i++)
            {
                using var batch = batches.Next();
                encoding = Time(() => engine.Latents.Moments(batch.Video_BFCHW!).Dispose());
                text = Time(() => engine.Conditioner.Encoder.Encode(batch.Captions!).Dispose());
            }
        });
        return (bytes, encoding, text);
    }

    private static double Time(Action action)
    {
        using var scope = NewDisposeScope();
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalSeconds;
    }
}
