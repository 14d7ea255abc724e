using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Tests.Training;
using static TorchSharp.torch;

namespace SharpSat.Tests.Cli;

/// <summary>Int8 weights through the command line: written, sampled from, trained on with a LoRA, refused where they cannot serve.</summary>
public sealed class QuantizeTests
{
    private static readonly string[] Small =
    [
        "model.network.params.num_layers=1", "model.network.params.hidden_size=32", "model.network.params.num_attention_heads=2", "model.network.params.time_embed_dim=32",
        "model.autoencoder.params.base_channels=8", "model.autoencoder.params.norm_groups=4", "model.autoencoder.weights=null",
        "sampling.frames=5", "sampling.height=64", "sampling.width=64", "sampling.steps=2",
    ];

    private static readonly string[] Job = ["data.target=moving_shapes", "data.params.count=2", "data.params.frames=5", "data.params.size=64", "trainer.max_steps=2"];

    private RunFolder _folder = null!;

    [SetUp]
    public void Train()
    {
        _folder = new RunFolder();
        var run = Run($"trainer.run_dir={_folder.In("float")}");
        Assert.That(run.Code, Is.Zero, run.Error);
    }

    [TearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public void Quantize_WritesWhatSamplingTakes_AndTrainingRefuses()
    {
        var file = _folder.In("int8.safetensors");
        var written = CliRun.Of("quantize", _folder.In("float"), "--out", file);
        Assert.That(written.Code, Is.Zero, written.Error);
        Assert.That(written.Out, Does.Contain("5 projections are int8"));
        using (var weights = SafetensorsFile.Open(file))
        {
            Assert.That(weights.Entries["transformer.layers.0.attention.dense.weight"].Dtype, Is.EqualTo(ScalarType.Int8));
            Assert.That(weights.Entries["transformer.layers.0.attention.dense.weight_scale"].Shape, Is.EqualTo(new long[] { 32 }));
        }

        var sample = Sample("sampled", $"model.weights={file}");
        Assert.That(sample.Code, Is.Zero, sample.Error);
        var full = Run($"trainer.run_dir={_folder.In("refused")}", $"model.weights={file}");
        Assert.That(full.Code, Is.EqualTo(2));
        Assert.That(full.Error, Does.Contain("holds int8 weights, and whole numbers cannot be trained"));
        Assert.That(CliRun.Of("quantize", _folder.In("float"), "--out", file).Code, Is.EqualTo(2), "the file is there");
    }

    [Test]
    public void Lora_OnRoundedWeights_FitsTheFloatOnesToo()
    {
        var weights = $"model.weights={_folder.In("float")}";
        var lora = Run(weights, $"trainer.run_dir={_folder.In("lora")}", "lora.rank=2", "model.quantization=int8");
        Assert.That(lora.Code, Is.Zero, lora.Error);
        Assert.That(lora.Error, Does.Contain("5 projections are int8"));
        foreach (var quantization in new[] { "int8", "none" })
        {
            var sample = Sample($"sampled-{quantization}", weights, $"model.quantization={quantization}", $"--lora={_folder.In("lora")}");
            Assert.That(sample.Code, Is.Zero, sample.Error);
        }

        var full = Run(weights, $"trainer.run_dir={_folder.In("refused")}", "model.quantization=int8");
        Assert.That(full.Code, Is.EqualTo(2));
        Assert.That(full.Error, Does.Contain("model.quantization is int8, and whole numbers cannot be trained"));
    }

    private static CliRun Run(params string[] settings) => CliRun.Of(["train", "tiny", .. Set(Job.Concat(settings))]);

    private CliRun Sample(string folder, params string[] settings) => CliRun.Of(
    [
        "sample", "--model", "tiny", "--prompt", "a red circle", "--out", _folder.In(folder),
        .. settings.Where(s => s.StartsWith("--", StringComparison.Ordinal)), .. Set(settings.Where(s => !s.StartsWith("--", StringComparison.Ordinal))),
    ]);

    private static IEnumerable<string> Set(IEnumerable<string> settings) => Small.Concat(settings).SelectMany(setting => new[] { "--set", setting });
}
