using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Training.Validation;
using SharpSat.Video.Media;
using static TorchSharp.torch;

namespace SharpSat.Tests.Cli;

/// <summary>The main job through the command line, on a network small enough for a second.</summary>
public sealed class TrainAndSampleTests
{
    private const string Small = """
        { "model": { "preset": "tiny",
            "network": { "params": { "num_layers": 1, "hidden_size": 32, "num_attention_heads": 2, "time_embed_dim": 32, "text_length": 16,
                "latent_frames": 2, "latent_height": 8, "latent_width": 8 } },
            "autoencoder": { "params": { "base_channels": 8, "norm_groups": 4 }, "weights": null } },
          "data": { "target": "moving_shapes", "params": { "count": 4, "frames": 5, "size": 64 } },
          "sampling": { "frames": 5, "height": 32, "width": 32, "steps": 2 },
          "trainer": { "run_dir": "set by the test", "max_steps": 2, "batch_size": 2, "lr": 0.001 } }
        """;

    private string _folder = string.Empty;
    private string _config = string.Empty;

    [SetUp]
    public void WriteConfig()
    {
        _folder = Directory.CreateTempSubdirectory("sharpsat-main-job").FullName;
        _config = In("small.json");
        File.WriteAllText(_config, Small);
    }

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Train_ThenLora_ThenSample()
    {
        var full = CliRun.Of("train", _config, "--set", $"trainer.run_dir={In("full")}");
        Assert.That(full.Code, Is.Zero, full.Error);
        Assert.That(full.Out, Does.StartWith("step 2, loss "));

        var lora = CliRun.Of(
            "train", _config, "--set", $"trainer.run_dir={In("lora")}", "--set", $"model.weights={In("full")}", "--set", "lora.rank=2");
        Assert.That(lora.Code, Is.Zero, lora.Error);
        Assert.That(lora.Error, Does.Not.Contain("warning"));

        var sample = CliRun.Of(
            "sample", "--model", In("lora"), "--prompt", "a red circle", "--prompt", "Zwei Kreise, \u00a0s\u00fc\u00df!", "--out", In("out"), "--seed", "5", "--fps", "12");
        Assert.That(sample.Code, Is.Zero, sample.Error);
        Assert.That(sample.Error, Does.Contain("LoRA: applied 8/8 at scale 1"));
        Assert.That(
            Directory.GetFiles(In("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            Is.EqualTo(new[] { "0000-a-red-circle.json", "0000-a-red-circle.mp4", "0001-zwei-kreise-s.json", "0001-zwei-kreise-s.mp4", "contact-sheet.png" }));
        var info = VideoProbe.Probe(In("out", "0000-a-red-circle.mp4"));
        Assert.That((info.Width, info.Height, info.FrameCount, Math.Round(info.Fps, 3)), Is.EqualTo((32, 32, 5, 12.0)));
        Assert.That((long)JObject.Parse(File.ReadAllText(In("out", "0000-a-red-circle.json")))["seed"]!, Is.EqualTo(5));
    }

    [Test]
    public void Train_WithValidation_LooksAtLossesAndVideos_ByTheWay()
    {
        string[] Settings(string run, params string[] more) =>
            ["train", _config, .. more.Append($"trainer.run_dir={In(run)}").Append("trainer.ema_decay=0.9").SelectMany(s => new[] { "--set", s })];
        var plain = CliRun.Of(Settings("plain"));
        Assert.That(plain.Code, Is.Zero, plain.Error);
        const string Validation = """validation={ "every": 1, "clips": 3, "bins": 2, "prompts": ["a red circle"], "data": { "target": "moving_shapes", "params": { "count": 4, "frames": 5, "seed": 9 } } }""";
        var looked = CliRun.Of(Settings("looked", Validation));
        Assert.That(looked.Code, Is.Zero, looked.Error);
        Assert.That(looked.Error, Does.Contain("step 2: validation loss ").And.Contain("with averaged weights"));

        Assert.That(File.ReadAllBytes(Weights("looked")), Is.EqualTo(File.ReadAllBytes(Weights("plain"))));
        var lines = ValidationLog.Read(In("looked", "validation.jsonl"));
        Assert.That(lines.Select(l => l.Step), Is.EqualTo(new long[] { 1, 2 }));
        Assert.That(lines[0].Figures.Keys, Is.EqualTo(new[] { "loss", "loss_t0_499", "loss_t500_999" }));
        Assert.That(lines[0].Figures["loss"], Is.EqualTo((lines[0].Figures["loss_t0_499"] + lines[0].Figures["loss_t500_999"]) / 2).Within(1e-9));
        Assert.That(lines[1].Averaged!["loss"], Is.Not.EqualTo(lines[1].Figures["loss"]));
        Assert.That(
            Directory.GetFiles(In("looked", "samples", "step-000002")).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            Is.EqualTo(new[] { "0000-ema.mp4", "0000.mp4", "contact-sheet.png" }));

        var lora = CliRun.Of(Settings("lora", Validation, $"model.weights={In("plain")}", "lora.rank=2", "trainer.max_steps=1"));
        Assert.That(lora.Code, Is.Zero, lora.Error);
        var tuned = CliRun.Of(Settings("tuned", Validation, $"model.weights={In("plain")}", "trainer.max_steps=1"));
        Assert.That(tuned.Code, Is.Zero, tuned.Error);
        foreach (var run in new[] { "lora", "tuned" })
        {
            Assert.That(
                Directory.GetFiles(In(run, "samples", "step-000001"), "*.mp4").Select(Path.GetFileName).Order(StringComparer.Ordinal),
                Is.EqualTo(new[] { "0000-base.mp4", "0000-ema.mp4", "0000.mp4" }), "beside the network that it began with");
        }

        Assert.That(
            File.ReadAllBytes(In("tuned", "samples", "step-000001", "0000-base.mp4")), Is.EqualTo(File.ReadAllBytes(In("lora", "samples", "step-000001", "0000-base.mp4"))));
    }

    [Test]
    public void Train_FromLatentsOnDisk_IsTrainingFromLatentsInMemory()
    {
        Assert.That(CliRun.Of("train", _config, "--set", $"trainer.run_dir={In("memory")}", "--set", "training.encode_once=true").Code, Is.Zero);
        var disk = CliRun.Of("train", _config, "--set", $"trainer.run_dir={In("disk")}", "--set", $"training.latent_cache={In("latents")}");
        Assert.That(disk.Code, Is.Zero, disk.Error);
        Assert.That(File.ReadAllBytes(Weights("disk")), Is.EqualTo(File.ReadAllBytes(Weights("memory"))));
        Assert.That(Directory.GetFiles(In("latents"), "*.safetensors", SearchOption.AllDirectories), Has.Length.EqualTo(4 + 4), "clips and captions");

        var both = CliRun.Of("train", _config, "--set", $"trainer.run_dir={In("both")}", "--set", "training.encode_once=true", "--set", "training.latent_cache=x");
        Assert.That(both.Code, Is.EqualTo(2));
        Assert.That(both.Error, Does.Contain("leave one out"));
    }

    [Test]
    public void Train_InAPrecisionThatTheModelIsNotFor_Exits2()
    {
        var run = CliRun.Of("train", _config, "--set", $"trainer.run_dir={In("run")}", "--set", "trainer.precision=fp16", "--set", "model.dtypes=[\"bf16\",\"fp32\"]");
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("trainer.precision is 'fp16', but this model is for bf16 and fp32 (model.dtypes); nearest: bf16."));
    }

    [TestCase("bf16")]
    [TestCase("fp16")]
    public void Train_InAShortPrecision_KeepsFloat32Weights(string precision)
    {
        foreach (var lora in new[] { Array.Empty<string>(), ["--set", "lora.rank=2"] })
        {
            var run = CliRun.Of(["train", _config, "--set", $"trainer.run_dir={In(precision + lora.Length)}", "--set", $"trainer.precision={precision}", "--set", $"model.dtypes=[\"{precision}\"]", .. lora]);
            Assert.That(run.Code, Is.Zero, run.Error);
            var file = Directory.GetFiles(In(precision + lora.Length, "checkpoints", "step-000002"), lora.Length == 0 ? "model.safetensors" : "adapter.safetensors").Single();
            using var weights = SafetensorsFile.Open(file);
            Assert.That(weights.Entries.Values.Select(entry => entry.Dtype), Is.All.EqualTo(ScalarType.Float32));
        }
    }

    [TestCase("validation={}", "neither data nor prompts")]
    [TestCase("""validation={ "prompts": ["a"], "bins": 0 }""", "validation.bins")]
    public void Train_WithABadValidation_Exits2(string setting, string message)
    {
        var run = CliRun.Of("train", _config, "--set", $"trainer.run_dir={In("run")}", "--set", setting);
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain(message));
        Assert.That(Directory.Exists(In("run")), Is.False);
    }

    [TestCase("bf16")]
    [TestCase("fp16")] // the preset does not offer it, so model.dtypes does
    public void Sample_LoraInAnotherType_IsStillTheAdapterOfItsBase(string dtype)
    {
        CliRun.Of("train", _config, "--set", $"trainer.run_dir={In("full")}");
        CliRun.Of("train", _config, "--set", $"trainer.run_dir={In("lora")}", "--set", $"model.weights={In("full")}", "--set", "lora.rank=2");
        var sample = CliRun.Of("sample", "--model", In("lora"), "--prompt", "x", "--out", In("out"), "--dtype", dtype, "--set", $"model.dtypes=[\"{dtype}\"]");
        Assert.That(sample.Code, Is.Zero, sample.Error);
    }

    [Test]
    public void Sample_LoraOfAnotherBase_IsRefusedUnlessForced()
    {
        CliRun.Of("train", _config, "--set", $"trainer.run_dir={In("full")}");
        CliRun.Of("train", _config, "--set", $"trainer.run_dir={In("other")}", "--set", "model.init_seed=9");
        CliRun.Of("train", _config, "--set", $"trainer.run_dir={In("lora")}", "--set", $"model.weights={In("full")}", "--set", "lora.rank=2");
        string[] sample = ["sample", "--model", In("other"), "--lora", In("lora") + ":0.5", "--prompt", "x", "--out", In("out")];
        var refused = CliRun.Of(sample);
        Assert.That(refused.Code, Is.EqualTo(2));
        Assert.That(refused.Error, Does.Contain("another base").And.Contain("--force-lora"));
        Assert.That(Directory.Exists(In("out")), Is.False);
        Assert.That(CliRun.Of([.. sample, "--force-lora"]).Code, Is.Zero);
    }

    [Test]
    public void Train_DryRun_WritesNothing()
    {
        var run = CliRun.Of("train", _config, "--dry-run", "--set", $"trainer.run_dir={In("dry")}");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Out, Does.Contain("nothing was written"));
        Assert.That(Directory.Exists(In("dry")), Is.False);
    }

    [Test]
    public void Train_Cancelled_Exits130_WithACheckpoint()
    {
        using var stop = new CancellationTokenSource();
        stop.CancelAfter(TimeSpan.FromSeconds(3));
        var run = CliRun.Of(stop.Token, "train", _config, "--set", $"trainer.run_dir={In("long")}", "--set", "trainer.max_steps=1000000");
        Assert.That(run.Code, Is.EqualTo(130), run.Error);
        Assert.That(run.Error, Does.Contain("--resume continues").And.EndsWith("Interrupted." + Environment.NewLine));
        Assert.That(Directory.GetDirectories(In("long", "checkpoints")), Has.Length.EqualTo(1));
    }

    [TestCase("--dry-run")]
    [TestCase("--verbose")]
    public void Train_RunDirectoryThatCannotBeUsed_IsFoundBeforeTheData(string option)
    {
        CliRun.Of("train", _config, "--set", $"trainer.run_dir={In("full")}");
        string[] train = ["train", _config, option, "--set", "data.params.size=128", "--set"];
        var used = CliRun.Of([.. train, $"trainer.run_dir={In("full")}"]);
        Assert.That(used.Code, Is.EqualTo(2));
        Assert.That(used.Error, Does.Contain("already holds checkpoints"));
        var missing = CliRun.Of([.. train, $"trainer.run_dir={In("new")}", "--resume"]);
        Assert.That(missing.Code, Is.EqualTo(2));
        Assert.That(missing.Error, Does.Contain("no checkpoint in"));
    }

    [Test]
    public void Train_CancelledBeforeTheFirstStep_ClaimsNoCheckpoint([Values] bool encodeOnce)
    {
        var run = CliRun.Of(
            new CancellationToken(canceled: true),
            "train", _config, "--set", $"trainer.run_dir={In("none")}", "--set", $"training.encode_once={(encodeOnce ? "true" : "false")}");
        Assert.That(run.Code, Is.EqualTo(130), run.Error);
        Assert.That(run.Error, Does.Not.Contain("checkpoint").And.Not.Contain("encoding clips"));
        Assert.That(Directory.Exists(In("none")), Is.False);
    }

    [Test]
    public void Train_ClipsOfASizeThatTheModelWasNotMadeFor_AreRefusedLikeVideos()
    {
        var run = CliRun.Of("train", _config, "--set", $"trainer.run_dir={In("bad")}", "--set", "model.sizes.frame_step=8");
        Assert.That(run.Code, Is.EqualTo(2), run.Error);
        Assert.That(run.Error, Does.Contain("5 frames are not possible: this model makes 8N+1 frames").And.Contain("Nearest: 1."));
        Assert.That(Directory.Exists(In("bad")), Is.False);
    }

    [Test]
    public void Train_LoraOnAFreshNetwork_WarnsThatItLearnsNothing()
    {
        var run = CliRun.Of("train", _config, "--dry-run", "--set", "lora.rank=2");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Error, Does.Contain("warning: Every residual gate of the network is zero"));
    }

    [Test]
    public void Train_ConfiguredMixin_TakesPart()
    {
        var run = CliRun.Of("train", _config, "--dry-run", "--set", "model.mixins=[{\"name\":\"more\",\"target\":\"lora\",\"params\":{\"rank\":2}}]");
        Assert.That(run.Code, Is.Zero, run.Error);
    }

    [TestCase("data", "null", "The config has no 'data' section, which training needs")]
    [TestCase("trainer", "null", "The config has no 'trainer' section, which training needs")]
    [TestCase("model.weights", "nowhere.safetensors", "nowhere.safetensors")]
    [TestCase("data.params.size", "128", "A height of 128 is not possible: 16 must divide it and the most is 64. Nearest: 64.")]
    [TestCase("data.params.frames", "6", "nearest: 5")]
    [TestCase("trainer.batch_size", "0", "trainer.batch_size is 0; it must be at least 1.")]
    [TestCase("training.loss.target", "weighted_l3", "There is no IDiffusionLoss named 'weighted_l3'. Did you mean 'weighted_l1', 'weighted_l2'?")]
    [TestCase("lora", "{\"targets\":[\"attention.qkv\"]}", "attention.qkv")]
    public void Train_BadInput_Exits2_AndWritesNothing(string path, string value, string expected)
    {
        var run = CliRun.Of("train", _config, "--set", $"trainer.run_dir={In("bad")}", "--set", $"{path}={value}");
        Assert.That(run.Code, Is.EqualTo(2), run.Error);
        Assert.That(run.Error, Does.Contain("error: ").And.Contain(expected).And.Not.Contain("   at "));
        Assert.That(Directory.Exists(In("bad")), Is.False);
    }

    [TestCase("--frames", "4", "4N+1")]
    [TestCase("--height", "40", "Nearest: 32 or 48")]
    [TestCase("--sampler", "dimm", "Did you mean 'ddim'?")]
    [TestCase("--dtype", "fp8", "must be fp32, bf16 or fp16")]
    [TestCase("--prompts", "nowhere.txt", "Prompt file 'nowhere.txt' does not exist.")]
    [TestCase("--steps", "0", "sampling.steps: must be at least 1")]
    public void Sample_BadInput_Exits2_AndWritesNothing(string option, string value, string expected)
    {
        var run = CliRun.Of("sample", "--model", _config, "--prompt", "x", "--out", In("out"), option, value);
        Assert.That(run.Code, Is.EqualTo(2), run.Error);
        Assert.That(run.Error, Does.Contain(expected));
        Assert.That(Directory.Exists(In("out")), Is.False);
    }

    [Test]
    public void Sample_WithoutWeights_IsRefused()
    {
        var run = CliRun.Of("sample", "--model", "tiny", "--prompt", "x", "--out", In("out"));
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("The model has no weights"));
    }

    private string Weights(string run) => In(run, "checkpoints", "step-000002", "model.safetensors");

    private string In(params string[] names) => Path.Combine([_folder, .. names]);
}
