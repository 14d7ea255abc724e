using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Training.Validation;
using SharpSat.Tests.Media;
using SkiaSharp;

namespace SharpSat.Tests.Cli;

/// <summary>Image-to-video jobs through the command line: from text-to-video weights, resumed, and as an adapter.</summary>
public sealed class ImageToVideoTrainingTests
{
    private const string Small = """
        { "model": { "preset": "tiny",
            "network": { "params": { "num_layers": 1, "hidden_size": 32, "num_attention_heads": 2, "time_embed_dim": 32, "text_length": 16,
                "in_channels": 32, "latent_frames": 2, "latent_height": 8, "latent_width": 8 } },
            "autoencoder": { "params": { "base_channels": 8, "norm_groups": 4 }, "weights": null } },
          "data": { "target": "moving_shapes", "params": { "count": 4, "frames": 5, "size": 64 } },
          "training": { "image_noise": {}, "image_dropout": 0.5, "caption_dropout": 0.5 },
          "sampling": { "frames": 5, "height": 32, "width": 32, "steps": 2 },
          "trainer": { "run_dir": "set by the test", "max_steps": 4, "batch_size": 2, "lr": 0.001, "schedule": "constant", "ema_decay": 0.9 } }
        """;

    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void Prepare()
    {
        _folder = new TemporaryFolder();
        File.WriteAllText(_folder["small.json"], Small);
        var text = Train("text", "model.network.params.in_channels=16", "training.image_noise=null", "training.image_dropout=0", "trainer.ema_decay=0");
        Assert.That(text.Code, Is.Zero, text.Error);
    }

    [OneTimeTearDown]
    public void CleanUp() => _folder.Dispose();

    [Test]
    public void TextToVideoWeights_AreRefused_UnlessNewImageInputIsAskedFor()
    {
        var refused = Train("refused", $"model.weights={_folder["text"]}");
        Assert.That(refused.Code, Is.EqualTo(2));
        Assert.That(refused.Error, Does.Contain("16 channels, this network's 32").And.Contain("model.new_image_input true"));
        Assert.That(_folder["refused"], Does.Not.Exist);

        var taken = Train("taken", $"model.weights={_folder["text"]}", "model.new_image_input=true", "trainer.max_steps=1");
        Assert.That(taken.Code, Is.Zero, taken.Error);
        using var weights = SafetensorsFile.Open(_folder["taken/checkpoints/step-000001/model.safetensors"]);
        Assert.That(weights.Entries["mixins.patch_embed.proj.weight"].Shape, Is.EqualTo(new long[] { 32, 128 }));

        var forgotten = Train("forgotten", "model.network.params.in_channels=16", "model.new_image_input=true");
        Assert.That(forgotten.Code, Is.EqualTo(2));
        Assert.That(forgotten.Error, Does.Contain("in_channels is 16, out_channels 16").And.Contain("Set in_channels to 32"));

        // An adapter sees the picture only where it reaches the new weights.
        var blind = Train("blind", $"model.weights={_folder["text"]}", "model.new_image_input=true", "lora.rank=2", "trainer.max_steps=1");
        Assert.That(blind.Error, Does.Contain("never sees the picture").And.Contain("'mixins.patch_embed.proj'"));
        var seeing = Train("seeing", $"model.weights={_folder["text"]}", "model.new_image_input=true", "lora.rank=2", "trainer.max_steps=1", "lora.targets=[\"mixins.patch_embed.proj\",\"attention.*\"]");
        Assert.That(seeing.Code, Is.Zero, seeing.Error);
        Assert.That(seeing.Error, Does.Not.Contain("never sees the picture"));

        // What it became is a whole image-to-video model, from which training goes on.
        var lora = Train("lora", $"model.weights={_folder["taken"]}", "lora.rank=2", "trainer.max_steps=2");
        Assert.That(lora.Code, Is.Zero, lora.Error);
    }

    [TestCase("full")]
    [TestCase("adapter", "lora.rank=2", "lora.dropout=0.2")]
    public void Resumed_IsTheUndisturbedRun(string kind, params string[] settings)
    {
        foreach (var (run, steps) in new[] { ($"{kind}-straight", 4), ($"{kind}-parted", 2), ($"{kind}-parted", 4) })
        {
            string[] resume = Directory.Exists(_folder[run]) ? ["--resume"] : [];
            var result = CliRun.Of([.. Arguments(run, [.. settings, $"trainer.max_steps={steps}"]), .. resume]);
            Assert.That(result.Code, Is.Zero, result.Error);
        }

        var names = Directory.GetFiles(_folder[$"{kind}-straight/checkpoints/step-000004"]).Select(path => Path.GetFileName(path)!).Where(name => name != "complete.json").ToList();
        Assert.That(names, Does.Contain("state.json").And.Contain("ema.safetensors"));
        foreach (var name in names)
        {
            Assert.That(
                File.ReadAllBytes(_folder[$"{kind}-parted/checkpoints/step-000004/{name}"]),
                Is.EqualTo(File.ReadAllBytes(_folder[$"{kind}-straight/checkpoints/step-000004/{name}"])), name);
        }
    }

    [Test]
    public void Validation_LooksAtLossesAndAnimatedPictures_ByTheWay()
    {
        const string Looks = """validation={ "every": 2, "clips": 3, "bins": 2, "prompts": ["a", "b"], "data": { "target": "moving_shapes", "params": { "count": 4, "frames": 5, "seed": 9 } }""";
        var refused = Train("unlooked", Looks + " }");
        Assert.That(refused.Code, Is.EqualTo(2));
        Assert.That(refused.Error, Does.Contain("validation.images needs one for each of the 2 validation.prompts; it has 0"));

        var lost = Train("lost", $"{Looks}, \"images\": [\"a.png\", \"b.png\"] }}");
        Assert.That(lost.Code, Is.EqualTo(2));
        Assert.That(lost.Error, Does.Contain("validation.images: 'a.png' does not exist."));

        var picture = Newtonsoft.Json.JsonConvert.ToString(_folder["picture.png"]);
        using (var bitmap = new SKBitmap(new SKImageInfo(40, 40, SKColorType.Rgba8888, SKAlphaType.Opaque)))
        using (var file = File.Create(_folder["picture.png"]))
        {
            bitmap.Erase(new SKColor(200, 40, 40));
            bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
        }

        var looked = Train("looked", $"{Looks}, \"images\": [{picture}, {picture}] }}");
        Assert.That(looked.Code, Is.Zero, looked.Error);
        Assert.That(ValidationLog.Read(_folder["looked/validation.jsonl"]).Select(line => line.Step), Is.EqualTo(new long[] { 2, 4 }));
        Assert.That(_folder["looked/samples/step-000004/0001-ema.mp4"], Does.Exist);

        var plain = Train("plain");
        Assert.That(plain.Code, Is.Zero, plain.Error);
        const string Weights = "checkpoints/step-000004/model.safetensors";
        Assert.That(File.ReadAllBytes(_folder[$"looked/{Weights}"]), Is.EqualTo(File.ReadAllBytes(_folder[$"plain/{Weights}"])));
    }

    private CliRun Train(string run, params string[] settings) => CliRun.Of(Arguments(run, settings));

    private string[] Arguments(string run, params string[] settings) =>
        ["train", _folder["small.json"], .. settings.Prepend($"trainer.run_dir={_folder[run]}").SelectMany(setting => new[] { "--set", setting })];
}
