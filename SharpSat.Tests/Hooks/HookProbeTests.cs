using SharpSat.Core.Hooks;
using SharpSat.Tests.Engine;
using SharpSat.Video.Engine;
using static TorchSharp.torch;

namespace SharpSat.Tests.Hooks;

public sealed class HookProbeTests
{
    [Test]
    public void Probe_SeesEveryLinkNested_AndLeavesNumbersAlone()
    {
        using var engine = TinyEngines.Create();
        var plain = Latents(engine);
        var probe = new Recorder();
        engine.Transformer.Observe(probe);
        Assert.That(Latents(engine), Is.EqualTo(plain));
        Assert.That(probe.Depth, Is.Zero);
        Assert.That(probe.Seen, Is.SupersetOf(new[] { "network_forward:default", "layer_forward:adaln_layer", "attention_fn:adaln_layer", "attention_fn:pos_embed", "mlp_forward:default", "linear:default" }));

        engine.Transformer.Observe(null);
        probe.Seen.Clear();
        Assert.That(Latents(engine), Is.EqualTo(plain));
        Assert.That(probe.Seen, Is.Empty);
    }

    [Test]
    public void Probe_IsToldTheEnd_AlsoOfALinkThatFails()
    {
        using var engine = TinyEngines.Create();
        var probe = new Recorder { FailsAt = "attention_fn" };
        engine.Transformer.Observe(probe);
        Assert.Throws<InvalidOperationException>(() => Latents(engine));
        Assert.That(probe.Depth, Is.EqualTo(1), "the one that failed to begin");
    }

    private static float[] Latents(VideoDiffusionEngine engine)
    {
        using var video = new VideoPipeline(engine).Generate(new GenerationRequest
        {
            Prompts = ["a red circle"], Frames = 1, Height = 16, Width = 24, Output = GenerationOutput.Latents, Plan = new SamplingPlan { Steps = 1 },
        });
        return video.Latents_TCHW.data<float>().ToArray();
    }

    private sealed class Recorder : IHookProbe
    {
        public HashSet<string> Seen { get; } = [];

        public int Depth { get; private set; }

        public string? FailsAt { get; init; }

        public void Enter<TArgs>(HookPoint point, string origin, TArgs args)
        {
            Seen.Add($"{point.Name}:{origin}");
            Depth++;
            if (point.Name == FailsAt)
            {
                throw new InvalidOperationException();
            }
        }

        public void Leave() => Depth--;
    }
}
