using SharpSat.Core.Configuration;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Video.Configuration;
using SharpSat.Video.Networks;
using SharpSat.Video.Runs;
using TorchSharp;

namespace SharpSat.Tests.Cli;

/// <summary>A third party's assembly (Plugin/Acme, which references SharpSat.Core only) takes part by name alone.</summary>
public sealed class PluginTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("sharpsat-plugin").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Mixin_ShowsInInspectHooks()
    {
        var run = CliRun.Of("inspect", "hooks", Config("acme.attention_gain", "{}"));
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Out, Does.Match(@"attention_fn +all +- +mine\[wrap\] -> adaln_layer\[wrap\] -> pos_embed\[replace\]"));
    }

    [Test]
    public void Mixin_ChangesTheOutput()
    {
        using var factory = new ComponentFactory();
        using var one = Filled(RunConfigFile.Load([Config("acme.attention_gain", """{ "start": 1 }""")]).Config.Model, factory);
        using var two = Filled(RunConfigFile.Load([Config("acme.attention_gain", """{ "start": 2 }""")]).Config.Model, factory);
        using var plain = Filled(RunConfigFile.Load([Config(null, "{}")]).Config.Model, factory);
        using var expected = Predict(plain);
        using var same = Predict(one);
        using var other = Predict(two);
        Assert.That(same.allclose(expected, 1e-5, 1e-6), "a gain of 1 changes nothing");
        Assert.That((other - expected).abs().max().item<float>(), Is.GreaterThan(1e-3f));
    }

    [Test]
    public void Mixin_Trains_AndTheRunSamplesWithoutNamingThePluginAgain()
    {
        var train = CliRun.Of(
            "train", Config("acme.attention_gain", "{}"), "--set", $"trainer.run_dir={In("run")}", "--set", "trainer.max_steps=4", "--set", "trainer.lr=0.01");
        Assert.That(train.Code, Is.Zero, train.Error);
        using (var weights = ModelWeights.OpenNetwork(In("run")))
        using (var gain = weights.Read("mixins.mine.gain"))
        {
            Assert.That((gain - 1).abs().max().item<float>(), Is.GreaterThan(1e-6f), "the plugin's weight has moved");
        }

        var sample = CliRun.Of("sample", "--model", In("run"), "--prompt", "a circle", "--out", In("out"));
        Assert.That(sample.Code, Is.Zero, sample.Error);
        Assert.That(File.Exists(In("out", "0000-a-circle.mp4")));
    }

    [Test]
    public void PluginGivenAsAnOption_IsRecordedWithTheRun()
    {
        var train = CliRun.Of("train", Config(null, "{}", listed: false), "--plugin", Dll, "--set", $"trainer.run_dir={In("run")}", "--set", "trainer.max_steps=1");
        Assert.That(train.Code, Is.Zero, train.Error);
        var recorded = Newtonsoft.Json.Linq.JObject.Parse(File.ReadAllText(In("run", "config.json")));
        Assert.That(recorded["plugins"]!.Select(p => (string?)p), Is.EqualTo(new[] { Dll }));
    }

    [Test]
    public void Mixin_OnATrainedNetwork_StartsFresh_WhileTheRestIsLoaded()
    {
        var plain = CliRun.Of("train", Config(null, "{}"), "--set", $"trainer.run_dir={In("plain")}");
        Assert.That(plain.Code, Is.Zero, plain.Error);
        var more = CliRun.Of(
            "train", Config("acme.attention_gain", "{}"), "--set", $"trainer.run_dir={In("more")}", "--set", $"model.weights={In("plain")}");
        Assert.That(more.Code, Is.Zero, more.Error);
    }

    [Test]
    public void ExclusiveHook_FailsNamingBoth()
    {
        var run = CliRun.Of("inspect", "hooks", Config("acme.exclusive_layer", "{}"));
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("'mine'").And.Contain("adaln_layer").And.Contain("layer_forward").And.Contain("model.mixins[0]"));
    }

    [Test]
    public void MisspelledName_ListsNearMatches()
    {
        var run = CliRun.Of("inspect", "hooks", Config("acme.atention_gain", "{}"));
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("There is no IModelMixin named 'acme.atention_gain'. Did you mean 'acme.attention_gain'?"));
    }

    private static torch.Tensor Predict(CogVideoXTransformer network)
    {
        using var guard = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using var noise = new NoiseSource(3, "input");
        var x = noise.Normal([1, 2, 16, 8, 8], torch.ScalarType.Float32, torch.CPU);
        var text = noise.Normal([1, 16, 64], torch.ScalarType.Float32, torch.CPU);
        return network.Predict(x, torch.full([1], 500f), new Conditioning { Text_BSE = text }).MoveToOuterDisposeScope();
    }

    // Gates start at zero, which would hide what happens inside the blocks; so every weight but the plugin's is drawn.
    private static CogVideoXTransformer Filled(ModelSection model, ComponentFactory factory)
    {
        var network = NetworkBuilder.Build(model, factory);
        using var init = new NoiseSource(1, "init");
        network.Materialize(init, torch.ScalarType.Float32, torch.CPU);
        using var noise = new NoiseSource(2, "weights");
        foreach (var (_, weight) in network.NamedWeights().Where(w => !w.Name.StartsWith("mixins.mine.", StringComparison.Ordinal)))
        {
            using var drawn = noise.Normal([.. weight.Shape], torch.ScalarType.Float32, torch.CPU);
            weight.Assign(drawn * 0.2);
        }

        return network;
    }

    private static string Dll
    {
        get
        {
            var root = TestContext.CurrentContext.TestDirectory;
            while (!File.Exists(Path.Combine(root, "SharpSat.sln")))
            {
                root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("The tests run outside the repository.");
            }

            var output = Path.GetRelativePath(Path.Combine(root, "SharpSat.Tests"), TestContext.CurrentContext.TestDirectory);
            return Path.Combine(root, "SharpSat.Tests", "Plugin", "Acme", output, "Acme.Mixins.dll");
        }
    }

    private string Config(string? target, string parameters, bool listed = true)
    {
        var plugins = listed ? Newtonsoft.Json.JsonConvert.ToString(Dll) : string.Empty;
        var mixins = target is null ? "[]" : $$"""[ { "name": "mine", "target": "{{target}}", "params": {{parameters}} } ]""";
        var path = In($"{Guid.NewGuid():N}.json");
        File.WriteAllText(path, $$"""
            { "plugins": [ {{plugins}} ],
              "model": { "preset": "tiny", "mixins": {{mixins}},
                "network": { "params": { "num_layers": 1, "hidden_size": 32, "num_attention_heads": 2, "time_embed_dim": 32, "text_length": 16, "latent_frames": 2 } } },
              "data": { "target": "moving_shapes", "params": { "count": 4, "frames": 5, "size": 64 } },
              "sampling": { "frames": 5, "height": 32, "width": 32, "steps": 2 },
              "trainer": { "run_dir": "set by the test", "max_steps": 2, "batch_size": 2, "lr": 0.001 } }
            """);
        return path;
    }

    private string In(params string[] names) => Path.Combine([_folder, .. names]);
}
