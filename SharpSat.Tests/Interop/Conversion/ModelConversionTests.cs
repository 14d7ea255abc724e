using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Checkpoints.TorchPickle;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Mixins.Positions;
using SharpSat.Tests.Checkpoints;
using SharpSat.Tests.Cli;
using SharpSat.Tests.Media;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using SharpSat.Video.Interop.Conversion;
using SharpSat.Video.Interop.Diffusers;
using SharpSat.Video.Networks;
using SharpSat.Video.Runs;
using static TorchSharp.torch;

namespace SharpSat.Tests.Interop.Conversion;

/// <summary>SAT to diffusers to SAT, and the other way round, on tiny models.</summary>
public sealed class ModelConversionTests
{
    private static readonly CogVideoXConfig Small = new()
    {
        NumLayers = 2,
        HiddenSize = 32,
        NumAttentionHeads = 2,
        InChannels = 4,
        OutChannels = 4,
        TimeEmbedDim = 16,
        TextHiddenSize = 64,
        TextLength = 8,
        LatentFrames = 4,
        LatentHeight = 8,
        LatentWidth = 12,
        HeightInterpolation = 1.875,
        WidthInterpolation = 1.875,
    };

    private static readonly AutoencoderConfig SmallAutoencoder = new() { BaseChannels = 4, ChannelMultipliers = [1, 1, 2], ResBlocks = 1, LatentChannels = 4, NormGroups = 2 };

    private readonly TemporaryFolder _folder = new();

    private static IEnumerable<TestCaseData> Networks()
    {
        yield return new TestCaseData(Small with { Positions = PositionKind.SinCos }).SetArgDisplayNames("sine-cosine");
        yield return new TestCaseData(Small).SetArgDisplayNames("rotary");
        yield return new TestCaseData(Small with { Positions = PositionKind.RotaryAndLearnable, InChannels = 8 }).SetArgDisplayNames("learnable");
        yield return new TestCaseData(Small with { PatchSizeT = 2, InChannels = 8, OfsEmbedDim = 16 }).SetArgDisplayNames("1.5 with offset");
    }

    [OneTimeTearDown]
    public void Clean() => _folder.Dispose();

    [TestCaseSource(nameof(Networks))]
    public void AWholeModel_GoesThereAndBack_BitForBit(CogVideoXConfig config)
    {
        var name = Guid.NewGuid().ToString("N");
        var sat = SatModel(_folder[name, "sat"], config);
        var settings = Settings(_folder[name, "model.json"], config);
        ModelConversion.Convert(sat, _folder[name, "diffusers"], ModelFormat.Diffusers, settings);
        ModelConversion.Convert(_folder[name, "diffusers"], _folder[name, "back"], ModelFormat.Sat);
        using (var before = SatDirectory.Open(Path.Combine(sat, "transformer")).OpenWeights())
        using (var after = SatDirectory.Open(_folder[name, "back", "transformer"]).OpenWeights())
        {
            SameWeights.Assert(after, before);
        }

        var described = SatDirectory.Open(_folder[name, "back", "transformer"]).ReadConfig();
        Assert.That((string?)described?["model_class"], Is.EqualTo("SATVideoDiffusionEngine"));
        using (var before = WeightFiles.Open(Path.Combine(sat, "vae", "3d-vae.pt")))
        using (var after = WeightFiles.Open(_folder[name, "back", "vae", "3d-vae.pt"]))
        {
            SameWeights.Assert(after, before);
        }

        Assert.That(File.ReadAllBytes(_folder[name, "back", "t5-v1_1-xxl", "spiece.model"]), Is.EqualTo(File.ReadAllBytes(Path.Combine(sat, "t5", "spiece.model"))));
        ModelConversion.Convert(_folder[name, "back"], _folder[name, "again"], ModelFormat.Diffusers, _folder[name, "diffusers"]);
        foreach (var part in new[] { "transformer", "vae" })
        {
            using var first = WeightFiles.Open(_folder[name, "diffusers", part]);
            using var second = WeightFiles.Open(_folder[name, "again", part]);
            SameWeights.Assert(second, first);
            Assert.That(File.ReadAllText(_folder[name, "again", part, "config.json"]), Is.EqualTo(File.ReadAllText(_folder[name, "diffusers", part, "config.json"])));
        }
    }

    [Test]
    public void AWrittenPipeline_IsAModelToSample()
    {
        var sat = SatModel(_folder["pipeline", "sat"], Small);
        var diffusers = _folder["pipeline", "diffusers"];
        ModelConversion.Convert(sat, diffusers, ModelFormat.Diffusers, Settings(_folder["pipeline", "model.json"], Small));
        var model = RunConfigFile.Load([diffusers]).Config.Model;
        var network = ConfigBinder.Bind<CogVideoXConfig>(model.Network.Params!, "model.network.params");
        Assert.That((network.NumLayers, network.LatentHeight, network.PositionFit), Is.EqualTo((2, 8, PositionFit.FitToBase)));
        Assert.That((model.Encoding, model.Decoding, model.LatentScale), Is.EqualTo((LatentEncoding.FrameBatches, LatentDecoding.Diffusers, 0.5)));
        using var weights = ModelWeights.OpenNetwork(diffusers);
        Assert.That(weights.Description, Does.EndWith("(diffusers CogVideoXTransformer3DModel)"));
        using var built = new CogVideoXTransformer(network);
        Assert.That(WeightLoader.Load(built, weights).Unexpected, Is.Empty);
        using var autoencoder = ModelWeights.OpenAutoencoder(diffusers);
        Assert.That(autoencoder.Description, Does.EndWith("(diffusers AutoencoderKLCogVideoX)"));
    }

    [Test]
    public void LargeWeights_AreDividedIntoShards_AndFoundAgain()
    {
        using var scope = NewDisposeScope();
        using var source = new MemoryWeights([("a", ones(100)), ("b", ones(100) * 2), ("c", ones(10) * 3)]);
        var files = ShardedSafetensorsWriter.Write(_folder["shards"], "diffusion_pytorch_model", source, 500);
        Assert.That(files.Select(Path.GetFileName), Is.EqualTo(new[]
        {
            "diffusion_pytorch_model-00001-of-00002.safetensors", "diffusion_pytorch_model-00002-of-00002.safetensors", "diffusion_pytorch_model.safetensors.index.json",
        }));
        using var read = WeightFiles.Open(_folder["shards"]);
        SameWeights.Assert(read, source);
    }

    [Test]
    public void SatWeights_OfNoPreset_NeedAConfig()
    {
        var sat = SatModel(_folder["unknown", "sat"], Small);
        var error = Assert.Throws<InputException>(() => ModelConversion.Convert(sat, _folder["unknown", "out"], ModelFormat.Diffusers));
        Assert.That(error!.Message, Does.Contain("fits no preset (cogvideox-2b,").And.Contain("with --config"));
    }

    [Test]
    public void SomethingElse_ListsWhatIsExpectedWhere()
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(_folder["other.safetensors"], [("some.weight", ones(2))]);
        var error = Assert.Throws<InputException>(() => ModelConversion.Convert(_folder["other.safetensors"], _folder["other"], ModelFormat.Sat));
        Assert.That(error!.Message, Does.Contain("Expected: a diffusers pipeline (model_index.json").And.Contain("3d-vae.pt"));
        var network = Assert.Throws<InputException>(() => ModelWeights.OpenNetwork(_folder["other.safetensors"]));
        Assert.That(network!.Message, Does.Contain("not a CogVideoX transformer").And.Contain("'some.weight'").And.Contain("'transformer_blocks.0.*' (diffusers)"));
    }

    [Test]
    public void TheCommand_SaysWhatItFound_AndKeepsWhatIsThere()
    {
        var sat = SatModel(_folder["command", "sat"], Small);
        var settings = Settings(_folder["command", "model.json"], Small);
        var target = _folder["command", "out"];
        var run = CliRun.Of("convert", sat, target, "--to", "diffusers", "--config", settings);
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Out, Does.Contain("SAT transformer under model.diffusion_model.*").And.Contain("SAT autoencoder"));
        var again = CliRun.Of("convert", sat, target, "--to", "diffusers", "--config", settings);
        Assert.That((again.Code, again.Error), Is.EqualTo((2, again.Error)));
        Assert.That(again.Error, Does.Contain("is not empty; name another folder or use --force"));
        Assert.That(CliRun.Of("convert", sat, target, "--to", "diffusers", "--config", settings, "--force").Code, Is.Zero);
    }

    // As the SAT version writes it: with the prefix of an engine, patches in space as a convolution, the fixed table stored.
    private static string SatModel(string folder, CogVideoXConfig config)
    {
        using var scope = NewDisposeScope();
        using var network = Filled(new CogVideoXTransformer(config));
        using var autoencoder = Filled(new VideoAutoencoder(SmallAutoencoder));
        var tensors = WeightSaver.Tensors(network).Select(w => (VideoDiffusionEngine.TransformerPrefix + w.Name, Stored(w.Name, w.Tensor, config))).ToList();
        using var weights = new MemoryWeights(tensors);
        SatDirectoryWriter.Write(Path.Combine(folder, "transformer"), weights, 1);
        using var latents = new MemoryWeights(WeightSaver.Tensors(autoencoder));
        TorchFileWriter.Write(Path.Combine(folder, "vae", "3d-vae.pt"), latents, "state_dict");
        var text = Directory.CreateDirectory(Path.Combine(folder, "t5")).FullName;
        File.Copy(Path.Combine(PresetCatalog.Folder, "tiny", "tokenizer", "spiece.model"), Path.Combine(text, "spiece.model"));
        File.WriteAllText(Path.Combine(text, "config.json"), "{}");
        return folder;
    }

    private static Tensor Stored(string name, Tensor tensor, CogVideoXConfig config) => name == TransformerNames.PatchProjection && config.PatchSizeT == 1
        ? tensor.reshape(config.HiddenSize, config.InChannels, config.PatchSize, config.PatchSize)
        : tensor;

    private static T Filled<T>(T module)
        where T : nn.Module
    {
        using var guard = no_grad();
        using var noise = new Core.Tensors.NoiseSource(4, "weights");
        module.Materialize(noise, ScalarType.Float32, CPU);
        foreach (var (_, weight) in module.NamedWeights().Where(w => w.Weight.Trainable))
        {
            using var draw = noise.Normal([.. weight.Shape], ScalarType.Float32, CPU);
            weight.Value.copy_(draw);
        }

        return module;
    }

    private static string Settings(string file, CogVideoXConfig config)
    {
        var json = new JObject
        {
            ["model"] = new JObject
            {
                ["network"] = new JObject { ["target"] = "cogvideox", ["params"] = RecordJson.Of(config) },
                ["autoencoder"] = new JObject { ["params"] = RecordJson.Of(SmallAutoencoder) },
                ["text"] = new JObject(),
                ["schedule"] = new JObject { ["target"] = "zero_snr" },
                ["parameterization"] = new JObject { ["target"] = "v_prediction" },
                ["latent_scale"] = 0.5,
            },
        };
        File.WriteAllText(file, json.ToString(Formatting.Indented));
        return file;
    }
}
