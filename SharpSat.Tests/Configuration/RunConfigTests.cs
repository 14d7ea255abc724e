using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Core.Models;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using SharpSat.Video.Guidance;
using SharpSat.Video.Losses;
using SharpSat.Video.Networks;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;
using SharpSat.Video.Timesteps;

namespace SharpSat.Tests.Configuration;

public sealed class RunConfigTests
{
    private string _folder = string.Empty;

    private static IReadOnlyList<string> PresetNames => PresetCatalog.Names;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("sharpsat-run").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Names_AreThoseThatShip() =>
        Assert.That(PresetCatalog.Names, Is.SupersetOf(new[] { "tiny", "cogvideox-2b", "cogvideox-5b" }));

    [TestCaseSource(nameof(PresetNames))]
    public void Preset_BindsStrictly_AndEveryComponentIsThere(string name)
    {
        var config = RunConfigFile.Load([name]).Config;
        using var factory = new ComponentFactory();
        Assert.Multiple(() =>
        {
            Assert.That(factory.Create<INoiseSchedule>(config.Model.Schedule).Levels, Is.Not.Empty);
            Assert.That(factory.Create<IParameterization>(config.Model.Parameterization), Is.Not.Null);
            Assert.That(factory.Create<ISampler>(config.Sampling!.Sampler), Is.Not.Null);
            Assert.That(factory.Create<IGuidance>(config.Sampling!.Guidance), Is.Not.Null);
            Assert.That(factory.Create<ITimestepSampler>(config.Training.Timesteps), Is.Not.Null);
            Assert.That(factory.Create<IDiffusionLoss>(config.Training.Loss), Is.Not.Null);
        });
        using var network = (CogVideoXTransformer)factory.Create<BaseModel>(config.Model.Network);
        var sizes = new VideoSizeRules(network.Config, config.Model.Autoencoder.Params, config.Model.Decoding);
        Assert.That(() => sizes.Latents(config.Sampling!.Frames, config.Sampling.Height, config.Sampling.Width), Throws.Nothing);
        Assert.That(network.Config.TextHiddenSize, Is.EqualTo(config.Model.Text.Params!.ModelSize));
        Assert.That(network.Config.OutChannels, Is.EqualTo(config.Model.Autoencoder.Params.LatentChannels));
        Assert.That(network.Config.InChannels % network.Config.OutChannels, Is.Zero);
    }

    [Test]
    public void Load_UserValues_WinOverThePreset_AndSettingsOverBoth()
    {
        var path = Write("""
            { "model": { "preset": "tiny", "network": { "params": { "num_layers": 2 } },
                "mixins": [ { "name": "my_attn", "target": "acme.attn", "params": { "scale": 0.5 } } ] },
              "lora": { "rank": 8, "alpha": 4 }, "data": { "target": "video_folder", "params": { "path": "clips" } },
              "trainer": { "run_dir": "runs/x" } }
            """);
        var (config, document) = RunConfigFile.Load([path], ["trainer.max_steps=7", "model.network.params.hidden_size=64", "lora.targets=[\"mlp.*\"]"]);
        Assert.Multiple(() =>
        {
            Assert.That((int)config.Model.Network.Params["num_layers"]!, Is.EqualTo(2));
            Assert.That((int)config.Model.Network.Params["hidden_size"]!, Is.EqualTo(64));
            Assert.That((int)config.Model.Network.Params["text_length"]!, Is.EqualTo(32));
            Assert.That(config.Model.Mixins.Single().Name, Is.EqualTo("my_attn"));
            Assert.That(config.Model.Mixins.Single().Node.Target, Is.EqualTo("acme.attn"));
            Assert.That((double)config.Model.Mixins.Single().Node.Params["scale"]!, Is.EqualTo(0.5));
            Assert.That(config.Lora!.Scaling, Is.EqualTo(0.5));
            Assert.That(config.Lora.Targets, Is.EqualTo(new[] { "mlp.*" }));
            Assert.That(config.Trainer!.MaxSteps, Is.EqualTo(7));
            Assert.That(config.Sampling!.Frames, Is.EqualTo(17));
            Assert.That(ConfigDocument.Parse(document.ToJson(), "resolved").Bind<RunConfig>().Trainer!.RunDir, Is.EqualTo("runs/x"));
        });
    }

    [Test]
    public void Load_PresetOfTheUsersOwn_IsNamedByPath()
    {
        var preset = Write(File.ReadAllText(Path.Combine(PresetCatalog.Folder, "tiny.json")), "mine.json");
        var path = Write($$"""{ "model": { "preset": {{Newtonsoft.Json.JsonConvert.ToString(preset)}} } }""");
        Assert.That(RunConfigFile.Load([path]).Config.Sampling!.Steps, Is.EqualTo(25));
    }

    [TestCase("""{ "model": { "preset": "tiny", "netwerk": {} } }""", "model.netwerk: there is no such setting. Did you mean 'network'?")]
    [TestCase("""{ "model": { "preset": "tiny" }, "trainer": { "max_steps": 5 } }""", "trainer: the required setting 'run_dir' is missing.")]
    [TestCase("""{ "model": { "preset": "tiny" }, "training": { "caption_dropout": 1.5 } }""", "training.caption_dropout: must be at least 0 and at most 1, but is the number 1.5.")]
    [TestCase("""{ "model": { "preset": "tiny", "mixins": [ { "target": "x" } ] } }""", "model.mixins[0]: the required setting 'name' is missing.")]
    [TestCase("""{ "model": { "preset": "tiny", "mixins": [ { "name": "a", "target": "x", "parms": {} } ] } }""", "model.mixins[0].parms: there is no such setting. Did you mean 'params'?")]
    [TestCase("""{ "model": { "preset": 3 } }""", "model.preset: must be text, but is the number 3.")]
    public void Load_BadConfig_NamesPathAndLine(string json, string problem)
    {
        var path = Write(json);
        Assert.That(Assert.Throws<ConfigException>(() => RunConfigFile.Load([path]))!.Message, Is.EqualTo($"{path}:1: {problem}"));
    }

    [Test]
    public void Load_Plugins_AreRelativeToTheFileThatNamesThem()
    {
        Registry.AssemblyMaker.Save(_folder, "Acme.FromConfig", "Acme.FromConfig", "acme.from_config");
        var path = Write("""{ "plugins": ["Acme.FromConfig.dll"], "model": { "preset": "tiny" } }""");
        RunConfigFile.Load([path]);
        Assert.That(Core.Registry.ComponentRegistry.Entries.Select(e => e.Name), Does.Contain("acme.from_config"));
    }

    [TestCase("model.network.params.patch_size=0", "model.network.params.patch_size: must be at least 1")]
    [TestCase("model.network.params.patch_size_t=0", "model.network.params.patch_size_t: must be at least 1")]
    [TestCase("model.network.params.time_embed_dim=0", "model.network.params.time_embed_dim: must be at least 1")]
    [TestCase("model.network.params.in_channels=-1", "model.network.params.in_channels: must be at least 1")]
    [TestCase("model.network.params.out_channels=0", "model.network.params.out_channels: must be at least 1")]
    [TestCase("model.network.params.text_hidden_size=0", "model.network.params.text_hidden_size: must be at least 1")]
    [TestCase("model.network.params.latent_frames=0", "model.network.params.latent_frames: must be at least 1")]
    [TestCase("model.network.params.height_interpolation=0", "model.network.params.height_interpolation: must be more than 0")]
    [TestCase("model.latent_scale=0", "model.latent_scale: must be more than 0")]
    public void Model_ImpossibleNumber_IsABadConfig(string setting, string problem)
    {
        using var factory = new ComponentFactory();
        Assert.That(
            Assert.Throws<ConfigException>(() => NetworkBuilder.Build(RunConfigFile.Load(["tiny"], [setting]).Config.Model, factory))!.Message,
            Does.Contain(problem));
    }

    [TestCase("size_multiple")]
    [TestCase("time_compression")]
    [TestCase("frames")]
    [TestCase("width")]
    public void VideoFolder_ImpossibleNumber_IsABadConfig(string name)
    {
        using var factory = new ComponentFactory();
        var data = RunConfigFile.Load(
            ["tiny"],
            ["data.target=video_folder", "data.params.path=p", "data.params.frames=5", "data.params.height=64", "data.params.width=64", $"data.params.{name}=0"])
            .Config.Data!;
        Assert.That(
            Assert.Throws<ConfigException>(() => factory.Create<Core.Data.IDataSource<Video.Data.VideoClip>>(data))!.Message,
            Does.Contain($"data.params.{name}: must be at least 1"));
    }

    [Test]
    public void Load_MissingPlugin_NamesTheLine()
    {
        var path = Write("{\n\"plugins\": [\n\"gone.dll\"],\n\"model\": { \"preset\": \"tiny\" } }");
        Assert.That(
            Assert.Throws<ConfigException>(() => RunConfigFile.Load([path]))!.Message,
            Does.StartWith($"{path}:3: plugins[0]: Plugin '{Path.Combine(_folder, "gone.dll")}' does not exist."));
    }

    [Test]
    public void ResolvePath_PresetScheme_LiesInThePresetsFolder()
    {
        Assert.That(Directory.Exists(PresetCatalog.ResolvePath("preset:tiny/tokenizer")));
        Assert.That(PresetCatalog.ResolvePath("some/file"), Is.EqualTo("some/file"));
    }

    [Test]
    public void ShippedRecipes_Load()
    {
        var folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "configs");
        var recipes = Directory.GetFiles(folder, "*.json");
        Assert.That(recipes.Select(Path.GetFileName), Is.SupersetOf(new[] { "tiny.json", "tiny-lora.json" }));
        foreach (var recipe in recipes)
        {
            var (config, _) = RunConfigFile.Load([recipe], ["data.params.path=p", "trainer.run_dir=r", "trainer.max_steps=250", "model.weights=w"]);
            Assert.That((config.Trainer!.RunDir, config.Trainer.MaxSteps, config.Model.Weights), Is.EqualTo(("r", 250L, "w")), recipe);
            config.Trainer.Validate();
            config.Lora?.Validate();
        }
    }

    [Test]
    public void RecordedConfig_OfSeveralSources_HasAbsolutePathsInEach()
    {
        var path = Write("""
            { "model": { "preset": "tiny" }, "training": { "latent_cache": "cache" },
              "data": { "target": "joined", "params": { "sources": [
                { "clips": { "target": "video_folder", "params": { "path": "a" } } }, { "clips": { "target": "moving_shapes" } },
                { "clips": { "target": "video_folder", "params": { "path": "b" } } } ] } } }
            """);
        var recorded = RecordedConfig.Of(RunConfigFile.Resolve([path])).Root;
        Assert.That(
            recorded.SelectTokens("data.params.sources[*].clips.params.path").Select(token => (string?)token),
            Is.EqualTo(new[] { Path.GetFullPath("a"), Path.GetFullPath("b") }));
        Assert.That((string?)recorded["training"]!["latent_cache"], Is.EqualTo(Path.GetFullPath("cache")));
    }

    [Test]
    public void RecordedConfig_HasAbsolutePaths()
    {
        var path = Write("""
            { "plugins": ["acme.dll"], "model": { "preset": "tiny", "weights": "runs/x" },
              "data": { "target": "video_folder", "params": { "path": "clips" } } }
            """);
        var recorded = RecordedConfig.Of(RunConfigFile.Resolve([path])).Root;
        Assert.That((string?)recorded["model"]!["preset"], Is.EqualTo("tiny"));
        Assert.That((string?)recorded["data"]!["params"]!["path"], Is.EqualTo(Path.GetFullPath("clips")));
        Assert.That((string?)recorded["plugins"]![0], Is.EqualTo(Path.Combine(_folder, "acme.dll")));
        Assert.That((string?)recorded["model"]!["weights"], Is.EqualTo(Path.GetFullPath("runs/x")));
        Assert.That((string?)recorded["model"]!["text"]!["tokenizer"], Is.EqualTo("preset:tiny/tokenizer"));
    }

    [Test]
    public void RecordedConfig_OwnPreset_IsFoundFromAnywhere()
    {
        var own = Path.GetRelativePath(".", Write("""{ "model": { "latent_scale": 0.5 } }""", "own.json"));
        var path = Write($$"""{ "model": { "preset": {{Newtonsoft.Json.JsonConvert.ToString(own)}} } }""");
        var recorded = RecordedConfig.Of(RunConfigFile.Resolve([path])).Root;
        Assert.That((string?)recorded["model"]!["preset"], Is.EqualTo(Path.GetFullPath(own)));
    }

    [Test]
    public void Load_PluginsOfTheCaller_JoinThoseOfTheFile()
    {
        Registry.AssemblyMaker.Save(_folder, "Acme.InFile", "Acme.InFile", "acme.in_file");
        var other = Registry.AssemblyMaker.Save(_folder, "Acme.ByOption", "Acme.ByOption", "acme.by_option");
        var path = Write("""{ "plugins": ["Acme.InFile.dll"], "model": { "preset": "tiny" } }""");
        var (config, document) = RunConfigFile.Load([path], null, [Path.GetRelativePath(".", other)]);
        Assert.That(config.Plugins, Is.EqualTo(new[] { "Acme.InFile.dll", Path.GetFullPath(other) }));
        Assert.That(
            RecordedConfig.Of(document).Root["plugins"]!.Select(p => (string?)p), Is.EqualTo(new[] { Path.Combine(_folder, "Acme.InFile.dll"), other }));
        Assert.That(RunConfigFile.Load(["tiny"], null, [other]).Config.Plugins, Is.EqualTo(new[] { other }));
    }

    private string Write(string json, string name = "run.json")
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, json);
        return path;
    }
}
