using SharpSat.Core.Errors;
using SharpSat.Mixins.Positions;
using SharpSat.Tests.Media;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Interop.Diffusers;
using SharpSat.Video.Networks;

namespace SharpSat.Tests.Interop.Diffusers;

public sealed class ComponentConfigTests
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Clean() => _folder.Dispose();

    [TestCase("""{"_class_name": "CogVideoXTransformer3DModel", "new_norm": 3}""", "a setting that is not known: new_norm")]
    [TestCase("""{"_class_name": "CogVideoXTransformer3DModel", "flip_sin_to_cos": false}""", "'flip_sin_to_cos' is false; true is supported")]
    [TestCase("""{"_class_name": "CogVideoXTransformer3DModel", "activation_fn": "geglu"}""", "'activation_fn' is \"geglu\"; \"gelu-approximate\" or \"gelu\" is supported")]
    [TestCase("""{"_class_name": "CogVideoXTransformer3DModel", "num_layers": "two"}""", "'num_layers' is \"two\"; a whole number is supported")]
    [TestCase("""{"_class_name": "CogVideoXTransformer3DModel", "use_learned_positional_embeddings": true}""", "'use_learned_positional_embeddings' is true")]
    [TestCase("""{"_class_name": "AutoencoderKLCogVideoX"}""", "configures 'AutoencoderKLCogVideoX'; 'CogVideoXTransformer3DModel' is expected")]
    [TestCase("{}", "configures no class")]
    [TestCase("[1]", "is not a JSON object")]
    public void ATransformerConfig_ThatIsNotUnderstood_IsRefused(string json, string problem)
    {
        var error = Assert.Throws<InputException>(() => TransformerConfigFile.Read(File(json)));
        Assert.That(error!.Message, Does.Contain(problem));
    }

    [TestCase("""{"_class_name": "AutoencoderKLCogVideoX", "use_quant_conv": true}""", "'use_quant_conv' is true; false is supported")]
    [TestCase("""{"_class_name": "AutoencoderKLCogVideoX", "shift_factor": 0.5}""", "'shift_factor' is 0.5; null is supported")]
    [TestCase("""{"_class_name": "AutoencoderKLCogVideoX", "down_block_types": ["CogVideoXDownBlock3D"]}""", "4 times CogVideoXDownBlock3D")]
    public void AnAutoencoderConfig_ThatIsNotUnderstood_IsRefused(string json, string problem)
    {
        var error = Assert.Throws<InputException>(() => AutoencoderConfigFile.Read(File(json)));
        Assert.That(error!.Message, Does.Contain(problem));
    }

    [Test]
    public void AnEmptyConfig_IsThatOfTheSmallModel()
    {
        var config = TransformerConfigFile.Read(File("""{"_class_name": "CogVideoXTransformer3DModel"}"""));
        Assert.That((config.NumLayers, config.HiddenSize, config.Positions, config.PositionFit), Is.EqualTo((30, 1920, PositionKind.SinCos, PositionFit.FitToBase)));
        Assert.That(config.OutputNormEpsilon, Is.EqualTo(1e-5), "diffusers' own, where SAT has 1e-6");
        var (autoencoder, scale, invert) = AutoencoderConfigFile.Read(File("""{"_class_name": "AutoencoderKLCogVideoX"}"""));
        Assert.That((autoencoder.BaseChannels, autoencoder.TemporalCompression, scale, invert), Is.EqualTo((128, 4, 1.15258426, false)));
    }

    [Test]
    public void WhatIsWritten_IsReadAsTheSame()
    {
        var network = new CogVideoXConfig
        {
            NumLayers = 2, HiddenSize = 32, NumAttentionHeads = 2, InChannels = 8, OutChannels = 4, PatchSizeT = 2, TimeEmbedDim = 12, OfsEmbedDim = 12,
            TextHiddenSize = 24, TextLength = 7, LatentFrames = 6, LatentHeight = 16, LatentWidth = 20, PositionFit = PositionFit.Slice,
            NormEpsilon = 1e-4, OutputNormEpsilon = 1e-4, QkNormAffine = true, HeightInterpolation = 1.875, WidthInterpolation = 1.875,
        };
        Assert.That(TransformerConfigFile.Read(File(TransformerConfigFile.Write(network).ToString())), Is.EqualTo(network));
        var autoencoder = new AutoencoderConfig { BaseChannels = 8, ChannelMultipliers = [1, 2], LevelChannels = [8, 12], NormGroups = 4, EncoderBlockNormEpsilon = 1e-5, TemporalCompression = 2, SampleHeight = 32 };
        var (read, scale, invert) = AutoencoderConfigFile.Read(File(AutoencoderConfigFile.Write(autoencoder, 0.7, true).ToString()));
        Assert.That((scale, invert), Is.EqualTo((0.7, true)));
        Assert.That((read.LevelChannels, read.EncoderBlockNormEpsilon, read.SampleHeight, read.NormGroups), Is.EqualTo((new[] { 8, 12 }, 1e-5, 32, 4)));
    }

    [Test]
    public void ANetworkThatDiffusersCannotHave_IsNotWritten()
    {
        var network = new CogVideoXConfig { NumLayers = 1, HiddenSize = 32, NumAttentionHeads = 2, LatentFrames = 2, LatentHeight = 2, LatentWidth = 2, SwiGlu = true };
        Assert.That(Assert.Throws<InputException>(() => TransformerConfigFile.Write(network))!.Message, Does.Contain("SwiGLU"));
    }

    private string File(string json)
    {
        var path = Path.Combine(_folder.Path, "config.json");
        System.IO.File.WriteAllText(path, json);
        return path;
    }
}
