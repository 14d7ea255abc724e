using SharpSat.Core.Configuration;
using SharpSat.Core.Data;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Optimizers;
using SharpSat.Core.Training.Precision;
using SharpSat.Video.Configuration;
using SharpSat.Video.Data;
using SharpSat.Video.Data.Buckets;
using SharpSat.Video.Engine;
using SharpSat.Video.Losses;
using SharpSat.Video.Runs;
using SharpSat.Video.Timesteps;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Profiling;

/// <summary>Times training steps of a network or an adapter; nothing is written.</summary>
internal sealed class TrainingProfiler(RunConfig config, Device device)
{
    private const string Clips = "reading clips";
    private const string Encoder = "autoencoder, encoding";
    private const string Text = "text encoder";
    private const string Forward = "forward and loss";
    private const string Backward = "backward";
    private const string Update = "clipping and optimizer";
    private readonly TrainerConfig _trainer = config.Trainer!;

    private bool IsEncodedOnce => config.Training.EncodeOnce || config.Training.LatentCache is not null;

    /// <summary>Takes so many steps, after one to warm up.</summary>
    public PassProfile Measure(int steps)
    {
        using var factory = new ComponentFactory();
        using var assembly = new EngineAssembly(config, factory);
        using var noise = new NoiseStreams(_trainer.Seed);
        Load(assembly);
        var step = new DiffusionTrainingStep(
            assembly.Engine,
            factory.Create<ITimestepSampler>(config.Training.Timesteps),
            factory.Create<IDiffusionLoss>(config.Training.Loss),
            config.Training.NoiseOffset,
            images: new ImageTraining { Noise = config.Training.ImageNoise, Dropout = config.Training.ImageDropout });
        var clips = factory.Create<IDataSource<VideoClip>>(config.Data!);
        using var owned = clips as IDisposable;
        using var loader = new DataLoader<VideoClip, VideoBatch>(clips, ClipBuckets.Of(clips).Sampler(_trainer.BatchSize, _trainer.Seed), _trainer.BatchSize, VideoBatch.FromClips);
        var groups = ParameterGroups.Build(assembly.Network, _trainer.WeightDecay, rules: _trainer.Groups);
        using var optimizer = new AdamW(groups, _trainer.Betas[0], _trainer.Betas[1], _trainer.Eps);
        var parameters = groups.SelectMany(group => group.Parameters).Select(p => p.Value).ToList();
        var context = new StepContext(1, noise, device, TrainingPrecision.Of(_trainer.Precision).ComputeType);

        var backward = new BackwardClock();
        assembly.Network.Add(BackwardClock.MixinName, backward);
        Step(new StageClock());
        backward.Clear();
        var (clock, hooks) = (new StageClock(), new HookProfile());
        assembly.Network.Observe(hooks);
        for (var i = 0; i < steps; i++)
        {
            Step(clock);
        }

        return new PassProfile(Stages(clock), hooks.Blocks(steps, backward.Layers), hooks.Links(steps, BackwardClock.MixinName));

        void Step(StageClock stages)
        {
            using var scope = NewDisposeScope();
            using var batch = stages.Time(Clips, loader.Next);
            var codec = assembly.Engine.Latents;
            var encoded = new VideoBatch
            {
                Video_BFCHW = batch.Video_BFCHW,
                Image_BCHW = batch.Image_BCHW,
                Moments_BCTHW = stages.Time(Encoder, () => codec.Moments(batch.Video_BFCHW!)),
                Text_BSE = stages.Time(Text, () => assembly.Engine.Conditioner.Encoder.Encode(batch.Captions!)),
            };
            var loss = stages.Time(Forward, () => step.ComputeLoss(encoded, context).Loss);
            stages.Time(Backward, () =>
            {
                loss.backward();
                backward.End();
            });
            stages.Time(Update, () => Optimize(optimizer, parameters));
        }
    }

    private void Optimize(AdamW optimizer, List<TorchSharp.Modules.Parameter> parameters)
    {
        Gradients.Clip(parameters, Gradients.Norm(parameters), _trainer.Clip);
        optimizer.Step(_trainer.Lr);
        Gradients.Clear(parameters);
    }

    // As a training run does it.
    private void Load(EngineAssembly assembly)
    {
        var frozen = config.Lora is null ? ScalarType.Float32 : TrainingPrecision.Of(_trainer.Precision).ComputeType;
        assembly.Load(ScalarType.Float32, device, frozen);
        if (config.Lora is { } lora)
        {
            assembly.Network.Freeze();
            using var noise = new NoiseSource(_trainer.Seed, "init/lora");
            NetworkBuilder.AddLora(assembly.Network, lora).Materialize(noise, ScalarType.Float32, device);
        }

        assembly.Quantize();
        assembly.Network.train();
    }

    private IReadOnlyList<StageFigures> Stages(StageClock clock)
    {
        var once = IsEncodedOnce ? new[] { Clips, Encoder } : [];
        if (config.Training.LatentCache is not null)
        {
            once = [.. once, Text];
        }

        string[] stages = [Clips, Encoder, Text, Forward, Backward, Update];
        var all = stages.Except(once).Sum(clock.Milliseconds);
        return [.. stages.Select(stage => new StageFigures(
            stage, once.Contains(stage) ? "clip" : "step", clock.Milliseconds(stage), once.Contains(stage) ? 0 : clock.Milliseconds(stage) / all, clock.PeakMib(stage)))];
    }
}
