using SharpSat.Core.Layers;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Networks;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Schedules;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>
/// Everything a text-to-video model consists of: transformer, autoencoder, text conditioner, schedule and
/// parameterization. Weights go by SAT's names: <c>model.diffusion_model.*</c>, <c>first_stage_model.*</c>,
/// <c>conditioner.embedders.0.transformer.*</c>. Reference: <c>SATVideoDiffusionEngine</c>.
/// </summary>
public sealed class VideoDiffusionEngine : NetworkModule
{
    /// <summary>SAT's prefix of the transformer's weights.</summary>
    public const string TransformerPrefix = "model.diffusion_model.";

    /// <summary>SAT's prefix of the autoencoder's weights.</summary>
    public const string AutoencoderPrefix = "first_stage_model.";

    /// <summary>SAT's prefix of the text encoder's weights.</summary>
    public const string TextEncoderPrefix = "conditioner.embedders.0.transformer.";

    /// <summary>Joins the parts and freezes autoencoder and text encoder. The engine owns them from now on.</summary>
    /// <exception cref="Core.Errors.InputException">The parts do not fit together.</exception>
    public VideoDiffusionEngine(VideoDiffusionParts parts)
        : base(nameof(VideoDiffusionEngine))
    {
        ArgumentNullException.ThrowIfNull(parts);
        PartRules.Check(parts);
        Transformer = parts.Transformer;
        Autoencoder = parts.Autoencoder.Freeze();
        Conditioner = parts.Conditioner;
        Schedule = parts.Schedule;
        Parameterization = parts.Parameterization;
        Latents = new LatentCodec(parts);
        Images = new ImageConditioning(parts.Transformer.Config, Latents, parts.ImageScaling, parts.ImageFrames);
        Sizes = new VideoSizeRules(parts.Transformer.Config, parts.Autoencoder.Config, parts.Decoding, parts.Limits);
        AddChild("model", new Branch("diffusion_model", parts.Transformer));
        AddChild("first_stage_model", parts.Autoencoder);
        if (parts.Conditioner.Encoder is T5TextEncoder t5)
        {
            AddChild("conditioner", new Branch("embedders", new Branch("0", new Branch("transformer", t5.Encoder))));
        }
    }

    /// <summary>The diffusion transformer, the only part that trains.</summary>
    public CogVideoXTransformer Transformer { get; }

    /// <summary>Videos to latents and back, unscaled; see <see cref="Latents"/>.</summary>
    public VideoAutoencoder Autoencoder { get; }

    /// <summary>Captions to conditions.</summary>
    public TextConditioner Conditioner { get; }

    /// <summary>Noise levels.</summary>
    public INoiseSchedule Schedule { get; }

    /// <summary>What the transformer predicts.</summary>
    public IParameterization Parameterization { get; }

    /// <summary>Videos to scaled latents and back.</summary>
    public LatentCodec Latents { get; }

    /// <summary>The image part of the condition, for networks that take one.</summary>
    public ImageConditioning Images { get; }

    /// <summary>Which video sizes are possible.</summary>
    public VideoSizeRules Sizes { get; }

    /// <summary>Where the transformer's weights are; inputs go there.</summary>
    public Device Device => Transformer.NamedWeights().First().Weight.Value.device;

    /// <summary>A level of the module tree that only gives weights their name.</summary>
    private sealed class Branch : NetworkModule
    {
        public Branch(string name, nn.Module child)
            : base(nameof(Branch)) => AddChild(name, child);
    }
}
