using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Layers;
using SharpSat.Tests.Golden;
using SharpSat.Tests.Text;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Engine;
using SharpSat.Video.Networks;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Text;

namespace SharpSat.Tests.Engine;

/// <summary>The recorded engine case and engines with its weights.</summary>
internal sealed class EngineCase : IDisposable
{
    private readonly GoldenCase _vae = GoldenCase.Open("sat", "vae");
    private readonly GoldenCase _t5 = GoldenT5.Open();

    public GoldenCase Golden { get; } = GoldenCase.Open("sat", "engine");

    public static VideoBatch Batch(GoldenCase golden, JToken node, bool latents)
    {
        var input = golden.Tensor((string)node["mp4"]!).DetachFromDisposeScope();
        return new VideoBatch
        {
            Video_BFCHW = latents ? null : input,
            Latents_BCTHW = latents ? input : null,
            Captions = GoldenT5.Texts(node["txt"]!),
        };
    }

    /// <summary>The engine of a run, with its overrides.</summary>
    public VideoDiffusionEngine Engine(JToken? overrides = null)
    {
        var model = Golden.Json["config"]!["model"]!;
        var autoencoder = new VideoAutoencoder(SatObjects.Autoencoder(model["first_stage_config"]!));
        using (var weights = _vae.Weights())
        {
            WeightLoader.Load(autoencoder, weights, new WeightLoadOptions { Dtype = TorchSharp.torch.ScalarType.Float32 });
        }

        var embedder = model["conditioner_config"]!["params"]!["emb_models"]![0]!;
        var engine = new VideoDiffusionEngine(new VideoDiffusionParts
        {
            Transformer = new CogVideoXTransformer(SatObjects.Network(model["network_config"]!)),
            Autoencoder = autoencoder,
            Conditioner = new TextConditioner(GoldenT5.TextEncoder(_t5, embedder["params"]!), (double)embedder["ucg_rate"]!),
            Schedule = SatObjects.Schedule(model["denoiser_config"]!["params"]!["discretization_config"]!),
            Parameterization = new VPrediction(),
            LatentScale = (double)model["scale_factor"]!,
            Decoding = LatentDecoding.Sat,
            ClipsAtATime = (int?)overrides?["model.en_and_decode_n_samples_a_time"],
        });

        // Through the engine's own names, which are the file's.
        using var network = Golden.Weights();
        var report = WeightLoader.Load(engine, network, new WeightLoadOptions { Strict = false });
        Assert.That(report.Loaded, Is.EquivalentTo(network.Entries.Keys));
        return engine;
    }

    public DiffusionTrainingStep TrainingStep(VideoDiffusionEngine engine)
    {
        var loss = Golden.Json["config"]!["model"]!["loss_fn_config"]!;
        return new DiffusionTrainingStep(engine, SatObjects.Timesteps(loss["params"]!["sigma_sampler_config"]!), SatObjects.Loss(loss));
    }

    public static TrainingDraws Draws(RecordedNoise noise) => new(noise, noise, noise, noise, noise);

    public void Dispose()
    {
        Golden.Dispose();
        _vae.Dispose();
        _t5.Dispose();
    }
}
