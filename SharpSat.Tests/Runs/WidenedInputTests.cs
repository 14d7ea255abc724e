using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Configuration;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Tests.Media;
using SharpSat.Video.Configuration;
using SharpSat.Video.Networks;
using SharpSat.Video.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Runs;

public sealed class WidenedInputTests
{
    private static readonly string[] Small =
        ["model.network.params.num_layers=1", "model.network.params.hidden_size=32", "model.network.params.time_embed_dim=32", "model.autoencoder.weights=null"];

    [Test]
    public void AWidenedNetwork_BeginsAsTheTextToVideoNetwork_WhateverThePicture()
    {
        using var folder = new TemporaryFolder();
        using var factory = new ComponentFactory();
        using var text = new EngineAssembly(RunConfigFile.Load(["tiny"], Small).Config, factory);
        text.Load(ScalarType.Float32, CPU);
        SafetensorsWriter.Write(folder["text.safetensors"], text.Network.NamedWeights().Select(w => (w.Name, (Tensor)w.Weight.Value)));
        using var image = new EngineAssembly(
            RunConfigFile.Load(["tiny"], [.. Small, "model.network.params.in_channels=32", "model.new_image_input=true", $"model.weights={folder["text.safetensors"]}"]).Config, factory);
        Assert.That(image.Load(ScalarType.Float32, CPU)[0], Does.Contain("picture channels from zero"));

        using var noise = new NoiseSource(3, "test");
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var x_BTCHW = noise.Normal([1, 2, 16, 4, 4], ScalarType.Float32, CPU);
        var picture_BTCHW = noise.Normal([1, 2, 16, 4, 4], ScalarType.Float32, CPU);
        var states = new Conditioning { Text_BSE = noise.Normal([1, text.Network.Config.TextLength, text.Network.Config.TextHiddenSize], ScalarType.Float32, CPU) };
        var plain = text.Network.Predict(x_BTCHW, full([1], 500f), states);
        var widened = image.Network.Predict(x_BTCHW, full([1], 500f), states with { Concat_BTCHW = picture_BTCHW });
        Assert.That((plain - widened).abs().max().item<float>(), Is.LessThan(1e-5 * plain.abs().max().item<float>()));
        Assert.That(plain.abs().max().item<float>(), Is.GreaterThan(0));
    }
}
