using SharpSat.Core.Configuration;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using SharpSat.Video.Runs;
using SharpSat.Video.Samplers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Presets;

/// <summary>A LoRA on nano, through whole videos: plugged in, merged and unplugged.</summary>
public sealed class NanoLoraTests
{
    [Test]
    [Category("Slow")]
    public void Merged_GivesTheUnmergedVideo_AndUnplugged_GivesNanosBitForBit()
    {
        using var scope = NewDisposeScope();
        using var factory = new ComponentFactory();
        using var assembly = new EngineAssembly(RunConfigFile.Load(["nano"]).Config, factory);
        assembly.Load(ScalarType.Float32, CPU);
        assembly.Network.eval();
        var pipeline = new VideoPipeline(assembly.Engine);
        var before = Latents(pipeline);

        var lora = Adapter(assembly);
        var plugged = Latents(pipeline);
        LoraMerge.Into(lora);
        var merged = Latents(pipeline);
        assembly.Network.Remove(NetworkBuilder.LoraName);
        var after = Latents(pipeline);

        Assert.That(Largest(plugged - before), Is.GreaterThan(0.05));
        Assert.That(Largest(merged - plugged), Is.LessThan(2e-4));
        Assert.That(after.equal(before).all().item<bool>());
    }

    // DDIM draws nothing on the way, so that rounding is all that differs.
    private static Tensor Latents(VideoPipeline pipeline)
    {
        using var video = pipeline.Generate(new GenerationRequest
        {
            Prompts = ["a red circle moving left on a black background"],
            Frames = 17,
            Height = 64,
            Width = 64,
            Seed = 3,
            Output = GenerationOutput.Latents,
            Plan = new SamplingPlan { Steps = 6, Sampler = new Ddim() },
        });
        return video.Latents_TCHW.clone();
    }

    private static LoraMixin Adapter(EngineAssembly assembly)
    {
        var lora = NetworkBuilder.AddLora(assembly.Network, new LoraParams { Rank = 8, Alpha = 4, Targets = ["attention.*", "mlp.*"] });
        using var noise = new NoiseSource(5, "lora");
        lora.Materialize(noise, ScalarType.Float32, CPU);
        using var guard = no_grad();
        foreach (var b in lora.Factors.SelectMany(factors => factors.B))
        {
            b.Value.copy_(noise.Normal(b.Value.shape, ScalarType.Float32, CPU) * 0.02);
        }

        return lora;
    }

    private static float Largest(Tensor x) => x.abs().max().item<float>();
}
