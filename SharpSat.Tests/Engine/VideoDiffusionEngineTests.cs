using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Core.Training;
using SharpSat.Video.Data;
using SharpSat.Video.Engine;
using SharpSat.Video.Losses;
using SharpSat.Video.Timesteps;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Engine;

public sealed class VideoDiffusionEngineTests
{
    [Test]
    public void Constructor_FreezesAllButTheTransformer()
    {
        using var engine = TinyEngines.Create();
        var trainable = engine.NamedWeights().Where(w => w.Weight.Value.requires_grad).Select(w => w.Name).ToList();
        Assert.That(trainable, Is.Not.Empty.And.All.StartsWith(VideoDiffusionEngine.TransformerPrefix));
        Assert.That(engine.NamedWeights().Count(w => w.Name.StartsWith(VideoDiffusionEngine.AutoencoderPrefix, StringComparison.Ordinal)), Is.Positive);
    }

    [Test]
    public void Constructor_PartsThatDoNotFit_AreNamed()
    {
        Refused("out_channels", parts => parts with { Transformer = new(TinyEngines.Network with { OutChannels = 8 }) });
        Refused("in_channels", parts => parts with { Transformer = new(TinyEngines.Network with { InChannels = 2 }) });
        Refused("text_hidden_size", parts => parts with { Transformer = new(TinyEngines.Network with { TextHiddenSize = 5 }) });
        Refused("text_length", parts => parts with { Transformer = new(TinyEngines.Network with { TextLength = 2 }) });
        Refused("latent scale", parts => parts with { LatentScale = 0 });
        Refused("clips_at_a_time", parts => parts with { ClipsAtATime = 0 });
    }

    [Test]
    public void LatentCodec_FrameExact_GivesAsManyFramesAsItGot()
    {
        using var scope = NewDisposeScope();
        using var engine = TinyEngines.Create();
        using var noise = new NoiseSource(1, "posterior");
        var latents = engine.Latents.Encode(rand([2, 9, 3, 16, 24]) * 2 - 1, noise);
        Assert.That(latents.shape, Is.EqualTo(new long[] { 2, 3, 4, 4, 6 }));
        Assert.That(engine.Latents.Decode(latents).shape, Is.EqualTo(new long[] { 2, 9, 3, 16, 24 }));
        Assert.That(engine.Latents.DecodeFrames(latents).shape, Is.EqualTo(new long[] { 2, 9, 16, 24, 3 }));
    }

    [Test]
    public void LatentCodec_Sat_DropsTheFirstLatentFrame()
    {
        using var scope = NewDisposeScope();
        using var engine = TinyEngines.Create(change: parts => parts with { Decoding = LatentDecoding.Sat });
        var latents = randn([1, 3, 4, 4, 6]);
        var video = engine.Latents.Decode(latents);
        Assert.That(video.shape[1], Is.EqualTo(8));
        latents[0, 0].add_(5);
        Assert.That((engine.Latents.Decode(latents) - video).abs().max().item<float>(), Is.Zero);
        Assert.Throws<InputException>(() => engine.Latents.Decode(randn([1, 1, 4, 4, 6])));
    }

    [Test]
    public void PixelFrames_RoundDownAndClamp()
    {
        using var x = tensor(new[] { -2f, -1f, 0f, 0.999f, 1f, 3f });
        using var pixels = PixelFrames.FromUnit(x);
        Assert.That(pixels.data<byte>().ToArray(), Is.EqualTo(new byte[] { 0, 0, 127, 254, 255, 255 }));
    }

    [TestCase("transformer.layers.1.mlp.dense_4h_to_h.bias", "the output of transformer.layers.1 [")]
    [TestCase("mixins.final_layer.linear.bias", "the network's output [")]
    public void TrainingStep_BrokenWeight_NamesTheFirstTensorThatIsNotFinite(string weight, string expected)
    {
        using var scope = NewDisposeScope();
        using var engine = TinyEngines.Create(TinyEngines.Network with { NumLayers = 3 });
        var step = new DiffusionTrainingStep(engine, new UniformTimesteps(), new WeightedMse(new()));
        using var batch = new VideoBatch { Video_BFCHW = rand([1, 5, 3, 16, 24]), Captions = ["a"] };
        using var streams = new NoiseStreams(5);
        var context = new StepContext(1, streams, CPU, ScalarType.Float32);
        Assert.That(step.ComputeLoss(batch, context).NonFinite, Is.Null);
        using (no_grad())
        {
            Tensor value = engine.Transformer.NamedWeights().Single(w => w.Name == weight).Weight.Value;
            value.fill_(double.NaN);
        }

        Assert.That(step.ComputeLoss(batch, context).NonFinite, Does.StartWith(expected));
    }

    [Test]
    public void TrainingStep_CachedLatentsAndText_GiveTheSameLossAsVideosAndCaptions()
    {
        using var scope = NewDisposeScope();
        using var engine = TinyEngines.Create();
        var step = new DiffusionTrainingStep(engine, new UniformTimesteps(), new WeightedMse(new()));
        var video = rand([2, 5, 3, 16, 24]) * 2 - 1;
        string[] captions = ["a", "b"];
        using var posterior = engine.Autoencoder.Encode(video.permute(0, 2, 1, 3, 4).contiguous());
        using var streams = new NoiseStreams(5);
        var latents = posterior.Sample(streams[DiffusionTrainingStep.PosteriorStream]);

        var cached = Loss(step, new VideoBatch { Latents_BCTHW = latents, Text_BSE = engine.Conditioner.Encoder.Encode(captions) });
        var direct = Loss(step, new VideoBatch { Video_BFCHW = video, Captions = captions });
        Assert.That(cached, Is.EqualTo(direct).Within(1e-5).And.GreaterThan(0));
    }

    [Test]
    public void TrainingStep_IncompleteBatch_IsRefused()
    {
        using var engine = TinyEngines.Create();
        var step = new DiffusionTrainingStep(engine, new UniformTimesteps(), new WeightedMse(new()));
        Assert.Throws<ArgumentException>(() => Loss(step, new VideoBatch { Captions = ["a"] }));
        Assert.Throws<ArgumentException>(() => Loss(step, new VideoBatch { Latents_BCTHW = zeros([1, 4, 2, 4, 6]) }));
    }

    [Test]
    public void TrainingStep_ManySteps_LeaveNoTensorsBehind()
    {
        using var engine = TinyEngines.Create();
        var step = new DiffusionTrainingStep(engine, new UniformTimesteps(), new WeightedMse(new()));
        using var streams = new NoiseStreams(5);
        using var video = rand([2, 5, 3, 16, 24]);
        using var batch = new VideoBatch { Video_BFCHW = video, Captions = ["a", "b"] };
        var counts = new List<long>();
        for (var i = 0; i < 20; i++)
        {
            using (NewDisposeScope())
            {
                step.ComputeLoss(batch, new StepContext(i, streams, CPU, ScalarType.Float32)).Loss.backward();
            }

            counts.Add(Tensor.TotalCount);
        }

        Assert.That(counts.Skip(3).Zip(counts.Skip(2), (next, before) => next <= before), Has.All.True, "finalizers of other tests may lower it");
    }

    [Test]
    public void VideoBatch_FromClips_StacksFramesAndCaptionsInOrder()
    {
        using var first = new VideoClip { Frames_FCHW = zeros([5, 3, 4, 4]), Caption = "a", Name = "1", Fps = 8 };
        using var second = new VideoClip { Frames_FCHW = ones([5, 3, 4, 4]), Caption = "b", Name = "2", Fps = 8 };
        using var batch = VideoBatch.FromClips([first, second]);
        Assert.That(batch.Captions, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(batch.Video_BFCHW!.shape, Is.EqualTo(new long[] { 2, 5, 3, 4, 4 }));
        using var mean = batch.Video_BFCHW.mean([1, 2, 3, 4]);
        Assert.That(mean.data<float>().ToArray(), Is.EqualTo(new[] { 0f, 1f }));
        Assert.Throws<ArgumentException>(() => VideoBatch.FromClips([]));
    }

    private static float Loss(DiffusionTrainingStep step, VideoBatch batch)
    {
        using var streams = new NoiseStreams(5);
        using var result = step.ComputeLoss(batch, new StepContext(1, streams, CPU, ScalarType.Float32)).Loss;
        return result.item<float>();
    }

    private static void Refused(string what, Func<VideoDiffusionParts, VideoDiffusionParts> change)
    {
        var error = Assert.Throws<InputException>(() => _ = new VideoDiffusionEngine(change(TinyEngines.Parts())));
        Assert.That(error!.Message, Does.Contain(what));
    }
}
