using Newtonsoft.Json.Linq;
using SharpSat.Core.Models;
using SharpSat.Mixins.Positions;
using SharpSat.Video.Engine;
using SharpSat.Video.Guidance;
using SharpSat.Video.Interop.Diffusers;
using SharpSat.Video.StepCaching;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>One recorded call of a pipeline.</summary>
internal sealed class PipelineRun(ParityCase parity, string folder, JObject run, ParityRecorder recorder)
{
    private readonly PipelineCall _call = PipelineCall.Read(run, "output");

    /// <summary>What saves work from step to step, or null.</summary>
    public IStepCache? Cache { get; init; }

    /// <summary>Looks at the network from within, or null. It joins before <see cref="Cache"/>.</summary>
    public IModelMixin? Observer { get; init; }

    /// <summary>How often the network was called.</summary>
    public int NetworkCalls { get; private set; }

    private bool LatentsOnly => (string?)run["args"]?["output"] switch
    {
        null => false,
        "latent" => true,
        var other => throw new ParityUnsupportedException($"the output '{other}'"),
    };

    private JToken? Expect(string name) => run["expect"]?[name];

    public void Replay()
    {
        using var scope = NewDisposeScope();
        var scheduler = _call.Scheduler(folder);
        using var engine = DiffusersEngine.Load(folder, scheduler, _call.TextLength);
        if (Observer is not null)
        {
            engine.Transformer.Add("observer", Observer);
        }

        using var network = new RecordingNetwork(engine.Transformer);
        using var draws = parity.Draws(run["draws"]);
        var guidance = DiffusersDiffusion.Guidance(_call.Scale, _call.Dynamic);
        var input = Input();
        var request = new GenerationRequest
        {
            Prompts = _call.Prompts,
            NegativePrompts = _call.Negatives,
            Unconditional = UnconditionalText.EmptyCaption,
            Input = input,
            Frames = Frames(engine, input),
            Height = _call.Height,
            Width = _call.Width,
            StartLatents_BTCHW = parity.Optional(_call.Latents),
            Output = LatentsOnly ? GenerationOutput.Latents : GenerationOutput.Floats,
            Plan = new SamplingPlan
            {
                Steps = _call.Steps,
                Sampler = DiffusersDiffusion.Sampler(scheduler),
                Guidance = guidance,
                SnapLevels = false,
                Cache = Cache,
            },
        };
        var (latents, scales) = (new List<Tensor>(), new List<double>());
        var videos = new VideoPipeline(engine, network).GenerateAll(
            request,
            GenerationNoise.From(draws),
            progress: null,
            report =>
            {
                latents.Add(report.Latents_BTCHW.clone().MoveToOtherDisposeScope(scope));
                scales.Add(guidance.ScaleAt(report.Step));
            },
            CancellationToken.None);
        try
        {
            Encoded(network, input);
            Rotary(engine, latents[0]);
            Sampled(network, latents, scales);
            if (!LatentsOnly)
            {
                Decoded(engine, videos);
            }

            NetworkCalls = network.Outputs.Count;
            draws.RequireAllUsed(recorder);
        }
        finally
        {
            foreach (var video in videos)
            {
                video.Dispose();
            }
        }
    }

    // Every CogVideoX pipeline of diffusers sets num_videos_per_prompt to 1, whatever the call says.
    private GenerationInput? Input()
    {
        var (height, width) = (_call.Height, _call.Width);
        return (string?)parity.Json["pipeline"] switch
        {
            "text_to_video" => null,
            "image_to_video" => new PictureInput(RecordedPictures.Images(parity, _call.Given("image")!, height, width)),
            "video_to_video" => new VideoInput(Video("video"), _call.Strength),
            "control" => new ControlInput(Video("control_video")),
            var other => throw new ParityUnsupportedException($"the pipeline '{other}'"),
        };
    }

    private Tensor Video(string name) => RecordedPictures.Video(parity, _call.Given(name)!, _call.Height, _call.Width).permute(0, 2, 1, 3, 4);

    // diffusers takes any count and makes the latent frames of the nearest 4N+1 below.
    private int Frames(VideoDiffusionEngine engine, GenerationInput? input)
    {
        var frames = input switch
        {
            VideoInput { Videos_BFCHW: var video } => (int)video.size(1),
            ControlInput { Videos_BFCHW: var video } => (int)video.size(1),
            _ => _call.Frames ?? throw new ParityUnsupportedException("a call without num_frames"),
        };
        var time = engine.Autoencoder.Config.TemporalCompression;
        return ((frames - 1) / time * time) + 1;
    }

    private void Encoded(RecordingNetwork network, GenerationInput? input)
    {
        recorder.Tensor("prompt_embeds", Expect("prompt_embeds"), network.Text);
        var pixels = input switch
        {
            PictureInput picture => picture.Pictures_BCHW.unsqueeze(2),
            VideoInput video => video.Videos_BFCHW.permute(0, 2, 1, 3, 4),
            ControlInput control => control.Videos_BFCHW.permute(0, 2, 1, 3, 4),
            _ => null,
        };
        if (pixels is not null)
        {
            recorder.Tensor("vae_encode_input", Expect("vae_encode_input"), pixels);
        }
    }

    private void Rotary(VideoDiffusionEngine engine, Tensor latents_BTCHW)
    {
        var config = engine.Transformer.Config;
        if (Expect("rotary_cos") is null)
        {
            return;
        }

        var grid = config.Patch.GridOf(latents_BTCHW.size(1), latents_BTCHW.size(3), latents_BTCHW.size(4));
        var angles = RotaryGrid.Angles(config.PositionFit, config.LargestGrid, grid, config.HeadSize, config.RotaryTheta);
        recorder.Tensor("rotary_cos", Expect("rotary_cos"), angles.cos());
        recorder.Tensor("rotary_sin", Expect("rotary_sin"), angles.sin());
    }

    private void Sampled(RecordingNetwork network, List<Tensor> latents, List<double> scales)
    {
        recorder.Value("timesteps", run, "timesteps", new JArray(network.Timesteps));
        recorder.Value("ofs", run, "ofs", network.Offset);
        recorder.Tensor("transformer_input_first_step", Expect("transformer_input_first_step"), network.Input);
        recorder.Tensor("model_output_per_step", Expect("model_output_per_step"), stack(network.Outputs));
        recorder.Value("guidance_per_step", run, "guidance_per_step", new JArray(scales));
        recorder.Tensor("latents_per_step", Expect("latents_per_step"), stack(latents));
        recorder.Tensor("final_latents", Expect("final_latents"), latents[^1]);
    }

    private void Decoded(VideoDiffusionEngine engine, IReadOnlyList<GeneratedVideo> videos)
    {
        var latents = stack(videos.Select(video => video.Latents_TCHW).ToArray());
        recorder.Tensor("vae_decode_input", Expect("vae_decode_input"), engine.Latents.ToAutoencoder(latents));
        recorder.Tensor("frames", Expect("frames"), stack(videos.Select(video => video.Frames_FHWC).ToArray()));
    }
}
