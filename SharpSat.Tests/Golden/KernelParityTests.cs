using Newtonsoft.Json.Linq;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Core.Tensors.Kernels;
using SharpSat.Core.Tensors.Kernels.Products;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Interop.Diffusers;
using SharpSat.Video.Networks;
using SharpSat.Video.Parity;
using SharpSat.Video.Parity.Diffusers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Golden;

/// <summary>Recorded numbers by the plain operations, and in bfloat16 by all ways: plain, fused, and fused with products in float32 (convolutions of recorded sizes are too small for that).</summary>
[NonParallelizable]
public sealed class KernelParityTests
{
    // bfloat16 has 8 bits: a number is off by up to 0.4 %, and errors of the layers add up.
    private const double Tolerance = 0.0125;

    private bool _wasSlow;

    [SetUp]
    public void Remember() => _wasSlow = BrainProcessor.IsSlow;

    [TearDown]
    public void ChooseAsBefore() => (KernelChoice.Kind, BrainProcessor.IsSlow) = (KernelKind.Fused, _wasSlow);

    [Test]
    public void PlainOperations_GiveTheRecordedNumbers(
        [Values("diffusers/transformer-5b", "diffusers/training-t2v", "diffusers/vae", "sat/dit-swiglu", "sat/engine", "sat/t5")] string name)
    {
        KernelChoice.Kind = KernelKind.Plain;
        var report = ParityRunner.Run(Path.Combine(GoldenCase.Root, name));
        Assert.That(report.Checks.Where(check => !check.Pass).Take(10), Is.Empty);
        Assert.That(report.Checks, Is.Not.Empty);
    }

    [TestCase(KernelKind.Plain, false)]
    [TestCase(KernelKind.Fused, false)]
    [TestCase(KernelKind.Fused, true)]
    public void Network_InBfloat16_IsNearTheRecordedNumbers(KernelKind kind, bool isSlow)
    {
        (KernelChoice.Kind, BrainProcessor.IsSlow) = (kind, isSlow);
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var parity = GoldenCase.Open("diffusers", "transformer-5b");
        using var network = RecordedTransformer.Load(parity);
        Shorten(network);
        foreach (var run in Runs(parity, "forward"))
        {
            var inputs = run["inputs"]!;
            var x_BTCHW = parity.RequiredLeaf(inputs, "hidden_states");
            var y_BTCHW = network.Predict(x_BTCHW, parity.RequiredLeaf(inputs, "timestep"), new Conditioning
            {
                Text_BSE = parity.RequiredLeaf(inputs, "encoder_hidden_states"),
                Ofs_B = parity.Leaf(inputs["ofs"]),
                Rotary = RecordedTransformer.Rotary(parity, network, inputs, x_BTCHW),
            });
            RequireNear(y_BTCHW, parity.Resolve(run["expect"]!["sample"]!));
        }
    }

    [Test]
    public void Autoencoder_InBfloat16_IsNearTheRecordedNumbers([Values] KernelKind kind)
    {
        KernelChoice.Kind = kind;
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var parity = GoldenCase.Open("diffusers", "vae");
        using var folder = DiffusersAutoencoder.Open(parity.PathOf((string)parity.Json["model"]!));
        using var autoencoder = folder.Load();
        Shorten(autoencoder);
        foreach (var run in Runs(parity, "decode").Where(run => run["args"]?["tiling"] is null or { Type: JTokenType.Null }))
        {
            var z_BCTHW = parity.Resolve(run["inputs"]!["z"]!).to(ScalarType.BFloat16);
            RequireNear(new FrameBatches(autoencoder).Decode(z_BCTHW), parity.Resolve(run["expect"]!["sample"]!));
        }
    }

    private static List<JObject> Runs(ParityCase parity, string op)
    {
        var runs = parity.Runs.Where(run => (string?)run["op"] == op).ToList();
        Assert.That(runs, Is.Not.Empty);
        return runs;
    }

    private static void Shorten(nn.Module module)
    {
        using var noise = new NoiseSource(0, "unused");
        module.Materialize(noise, ScalarType.BFloat16, CPU);
        module.eval();
    }

    private static void RequireNear(Tensor actual, Tensor recorded)
    {
        Assert.That(actual.dtype, Is.EqualTo(ScalarType.BFloat16));
        var apart = (actual.to(ScalarType.Float64) - recorded.to(ScalarType.Float64)).square().mean().sqrt() / recorded.to(ScalarType.Float64).square().mean().sqrt();
        TestContext.Out.WriteLine(FormattableString.Invariant($"off by {apart.item<double>():p2}"));
        Assert.That(apart.item<double>(), Is.LessThan(Tolerance).And.GreaterThan(0));
    }
}
