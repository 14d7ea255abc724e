using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Training.Schedules;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using SharpSat.Video.Interop.Sat.Yaml;
using SharpSat.Video.Networks;

namespace SharpSat.Tests.Interop.Sat.Yaml;

public sealed class SatDocumentTests
{
    private const string LastModule = "final_layer_config: {target: dit_video_concat.FinalLayerMixin}";

    [Test]
    public void Training_Binds_WithTheReferencesNumbers()
    {
        var config = RunConfigFile.Bind(SatYamlText.Translate(SatYamlText.Training));
        var trainer = config.Trainer!;
        Assert.That((trainer.RunDir, trainer.MaxSteps, trainer.BatchSize, trainer.Accumulation, trainer.SaveEvery, trainer.LogEvery), Is.EqualTo(("runs/sat", 1000L, 2, 3, 500L, 20L)));
        Assert.That((trainer.Lr, trainer.Eps, trainer.WeightDecay, trainer.Clip, trainer.Seed), Is.EqualTo((1e-5, 1e-8, 1e-4, 0.1, 7L)));
        Assert.That((trainer.Schedule, trainer.Annealing!.Decay, trainer.WarmupSteps), Is.EqualTo(("annealing", AnnealingDecay.Linear, 10L)));
        trainer.Validate();
        Assert.That(config.Model.Decoding, Is.EqualTo(LatentDecoding.Sat));
        Assert.That((config.Model.LatentScale, config.Model.Weights, config.Model.Autoencoder.Weights), Is.EqualTo((0.7, "weights/transformer", "3d-vae.pt")));
        Assert.That(config.Training.CaptionDropout, Is.EqualTo(0.1));
        Assert.That(config.Training.Timesteps.Target, Is.EqualTo("rank_stratified_timesteps"));
        Assert.That((double?)config.Model.Schedule.Params["shift"], Is.EqualTo(3));
        Assert.That((int?)config.Data!.Params["skip_frames"], Is.EqualTo(3));
        Assert.That(config.Lora, Is.Null);
    }

    [Test]
    public void Inference_Binds_WithVideoFramesForLatentFrames()
    {
        var config = RunConfigFile.Bind(SatYamlText.Translate(SatYamlText.Inference));
        var sampling = config.Sampling!;
        Assert.That((sampling.Frames, sampling.Height, sampling.Width, sampling.Fps, sampling.Steps), Is.EqualTo((8, 48, 64, 16.0, 50)));
        Assert.That((sampling.Prompts, sampling.Out, sampling.VideosPerPrompt), Is.EqualTo(("prompts.txt", "outputs", 2)));
        Assert.That((sampling.ImageScaling, sampling.SnapLevels), Is.EqualTo(((ImageLatentScaling?)ImageLatentScaling.Unscaled, true)));
        Assert.That(config.Model.Dtypes[0], Is.EqualTo(WeightType.Bf16));
        Assert.That(config.Trainer, Is.Null);
    }

    [Test]
    public void Network_HasTheReferencesNamesAndShapes()
    {
        using var factory = new ComponentFactory();
        using var network = NetworkBuilder.Build(RunConfigFile.Bind(SatYamlText.Translate(null)).Model, factory);
        var shapes = network.NamedWeights().ToDictionary(w => w.Name, w => string.Join(",", w.Weight.Shape));
        Assert.That(network.MixinNames, Is.EqualTo(new[] { "pos_embed", "patch_embed", "adaln_layer", "final_layer" }));
        Assert.That(shapes["mixins.pos_embed.pos_embedding"], Is.EqualTo($"1,{5 + (3 * 3 * 4)},64"));
        Assert.That(shapes["mixins.patch_embed.proj.weight"], Is.EqualTo("64,16"));
        Assert.That(shapes["transformer.layers.1.attention.query_key_value.weight"], Is.EqualTo("192,64"));
        Assert.That(shapes, Has.Count.EqualTo(53));
        Assert.That(network.Config.HeightInterpolation, Is.EqualTo(1.875));
        Assert.That(network.Config.CheckpointActivations);
    }

    [Test]
    public void RotaryTable_OfPatchesInTime_HasARowPerLatentFrame()
    {
        var network = Network(
            ("patch_size: 2", "patch_size: [2, 2, 2]"),
            ("target: dit_video_concat.Basic3DPositionEmbeddingMixin", "target: dit_video_concat.Rotary3DPositionEmbeddingMixin"),
            ("height_interpolation: 1.875", "hidden_size_head: 16"),
            ("width_interpolation: 1.875", "learnable_pos_embed: True"));
        Assert.That((network.LargestGrid.T, network.Positions, network.UnusedPositionEmbeddings), Is.EqualTo((3, PositionKind.RotaryAndLearnable, 64)));
    }

    [Test]
    public void Lora_WithoutAlpha_HasAlphaOne_AndSaysSo()
    {
        var document = SatYamlText.Translate(
            null,
            ("log_keys: [txt]", "not_trainable_prefixes: ['all']"),
            (LastModule, LastModule + "\n        lora_config: {target: sat.model.finetune.lora2.LoraMixin, params: {r: 8}}"));
        var lora = RunConfigFile.Bind(document).Lora!;
        Assert.That((lora.Rank, lora.Alpha, lora.Targets), Is.EqualTo((8, (double?)1, lora.Targets)));
        Assert.That(lora.Targets, Is.EquivalentTo(new[] { "attention.query_key_value", "attention.dense" }));
        Assert.That(document.Remarks, Has.Some.Contains("scaled by 1/8"));
    }

    [Test]
    public void ImageToVideo_TrainsOnNoisedPictures()
    {
        var training = RunConfigFile.Bind(SatYamlText.Translate(
            null, ("log_keys: [txt]", "noised_image_input: true\n  noised_image_dropout: 0.05"), ("in_channels: 4", "in_channels: 8"))).Training;
        Assert.That((training.ImageNoise, training.ImageDropout), Is.EqualTo((new ImageNoiseParams(), 0.05)));
    }

    [Test]
    public void EveryKey_IsUsedOrNamed()
    {
        var model = SatYamlText.Model.Split('\n').ToList();
        var inserted = 0;
        for (var line = 1; line < model.Count; line++)
        {
            var text = model[line];
            var indent = text.Length - text.TrimStart().Length;

            // A key of its own beside every key of a mapping in block style.
            if (indent == 0 || text.TrimStart().StartsWith('-') || text.Contains("&sizes", StringComparison.Ordinal))
            {
                continue;
            }

            var changed = string.Join('\n', model.Take(line).Append($"{new string(' ', indent)}unheard_of: 1").Concat(model.Skip(line)));
            string[] said;
            try
            {
                said = [.. SatDocument.Translate(ConfigDocument.ParseYaml(changed, "model.yaml")).Remarks];
            }
            catch (ConfigException e) when (e.Message.Contains("twice", StringComparison.Ordinal))
            {
                continue;
            }

            Assert.That(said, Has.Some.Contains("unheard_of"), $"beside line {line}: {text}");
            inserted++;
        }

        Assert.That(inserted, Is.GreaterThan(60));
    }

    [Test]
    public void UnusedSettings_AreNamedWithTheirLines()
    {
        var remarks = SatYamlText.Translate(SatYamlText.Training).Remarks;
        Assert.That(remarks, Has.Some.Contains("more.yaml: not used: args.eval_iters (line 5), deepspeed.zero_optimization (line 18)"));
        Assert.That(remarks, Has.Some.StartsWith("note: model.yaml:25: model.network_config.params.patch_size is read as [1, 2, 2]"));
        Assert.That(remarks, Has.Some.Contains("height_interpolation is read as the network's"));
    }

    [TestCase("hidden_size: 64", "hidden_size: wide", "model.yaml:28: model.network_config.params.hidden_size: must be a whole number, but is \"wide\".")]
    [TestCase("hidden_size: 64", "# none", "the required setting 'hidden_size' is missing.")]
    [TestCase("layernorm_order: pre", "layernorm_order: post", "\"post\" is not supported; only \"pre\" is.")]
    [TestCase("is_decoder: false", "is_decoder: true", "true is not supported")]
    [TestCase("quantize_c_noise: False", "quantize_c_noise: True", "must be False")]
    [TestCase("num_idx: 1000\n      quantize", "num_idx: 500\n      quantize", "must be 1000")]
    [TestCase("patch_size: 2", "patch_size: [1, 2, 4]", "must be [frames, side, side]")]
    [TestCase("VPSDEDPMPP2MSampler", "GuessingSampler", "GuessingSampler")]
    [TestCase("log_keys: [txt]", "not_trainable_prefixes: [model]", "is not supported without lora_config")]
    [TestCase("ckpt_path: \"3d-vae.pt\"", "ckpt_path: ${vae}", "refers to another value by ${...}")]
    [TestCase("ch: 32", "ch: 32\n          zq_ch: 8", "8 is not supported; only 4 is.")]
    [TestCase("discretization_config: *discretization\n      guider", "discretization_config: {target: a.ZeroSNRDDPMDiscretization}\n      guider", "one schedule serves training and sampling")]
    public void WhatWouldChangeNumbers_IsRefusedByName(string old, string changed, string message) =>
        Assert.That(() => SatYamlText.Translate(null, (old, changed)), Throws.InstanceOf<InputException>().With.Message.Contains(message));

    [Test]
    public void Files_OfTheReferenceAndOurs_AreLaidOverEachOther()
    {
        using var folder = new Media.TemporaryFolder();
        string Write(string name, string text)
        {
            File.WriteAllText(Path.Combine(folder.Path, name), text);
            return Path.Combine(folder.Path, name);
        }

        var paths = new[] { Write("model.yaml", SatYamlText.Model), Write("sft.yaml", SatYamlText.Training), Write("own.yaml", "trainer: {max_steps: 5}") };
        var (config, document) = RunConfigFile.Load(paths, ["trainer.batch_size=1"]);
        Assert.That((config.Trainer!.MaxSteps, config.Trainer.BatchSize, config.Trainer.SaveEvery), Is.EqualTo((5L, 1, 500L)));
        Assert.That(document.Remarks, Is.Not.Empty);
    }

    private static CogVideoXConfig Network(params (string Old, string New)[] changes) =>
        ConfigBinder.Bind<CogVideoXConfig>(RunConfigFile.Bind(SatYamlText.Translate(null, changes)).Model.Network.Params);
}
