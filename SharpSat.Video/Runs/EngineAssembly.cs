using SharpSat.Core.Checkpoints;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Layers.Quantization;
using SharpSat.Core.Tensors;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using SharpSat.Video.Networks;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Schedules;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>
/// An engine put together from a config. First without memory, so that everything is checked before weights are read;
/// then <see cref="Load"/> fills it.
/// </summary>
public sealed class EngineAssembly : IDisposable
{
    private readonly ModelSection _model;
    private readonly T5Encoder _textEncoder;

    /// <summary>Builds all parts on the meta device and checks that they fit together.</summary>
    /// <exception cref="InputException">Something does not fit; names the setting.</exception>
    public EngineAssembly(RunConfig config, ComponentFactory factory)
        : this(config, factory, null)
    {
    }

    // A size is a matter of the configuration alone, so it is judged before the text encoder's files are looked for.
    internal EngineAssembly(RunConfig config, ComponentFactory factory, SamplingSection? video)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(factory);
        _model = config.Model;
        var network = NetworkBuilder.Build(_model, factory);
        if (_model.NewImageInput && network.Config.InChannels <= network.Config.OutChannels)
        {
            throw new InputException(
                $"model.new_image_input is true, but this network takes no picture: model.network.params.in_channels is {network.Config.InChannels}, out_channels {network.Config.OutChannels}. "
                + $"Set in_channels to {2 * network.Config.OutChannels}, or leave new_image_input out.");
        }

        if (video is not null)
        {
            _ = new VideoSizeRules(network.Config, _model.Autoencoder.Params, _model.Decoding, _model.Sizes).Latents(video.Frames, video.Height, video.Width);
        }

        var (tokenizer, textConfig) = TextParts(_model.Text);
        _textEncoder = new T5Encoder(textConfig);
        Text = new T5TextEncoder(tokenizer, _textEncoder, _model.Text.Length ?? network.Config.TextLength);
        Engine = new VideoDiffusionEngine(new VideoDiffusionParts
        {
            Transformer = network,
            Autoencoder = new VideoAutoencoder(_model.Autoencoder.Params),
            Conditioner = new TextConditioner(Text, config.Training.CaptionDropout),
            Schedule = factory.Create<INoiseSchedule>(_model.Schedule),
            Parameterization = factory.Create<IParameterization>(_model.Parameterization),
            LatentScale = _model.LatentScale,
            Encoding = _model.Encoding,
            Decoding = _model.Decoding,
            Tiling = _model.Tiling,
            Limits = _model.Sizes,
            ImageScaling = _model.ImageScaling,
            ImageFrames = _model.ImageFrames,
            ClipsAtATime = _model.ClipsAtATime,
        });
    }

    /// <summary>The engine.</summary>
    public VideoDiffusionEngine Engine { get; }

    /// <summary>The part that trains.</summary>
    public CogVideoXTransformer Network => Engine.Transformer;

    /// <summary>Whether weights for a picture's channels were added to those that were read.</summary>
    internal bool HasNewImageInput { get; private set; }

    /// <summary>Reads every weight that the config names and draws the others from <c>model.init_seed</c>.</summary>
    /// <param name="dtype">Type of the weights; null keeps the stored ones.</param>
    /// <param name="device">Where they go.</param>
    /// <param name="network">Type of the network's weights; null is <paramref name="dtype"/>.</param>
    /// <returns>One line for each part, for the user.</returns>
    /// <exception cref="InputException">A file is missing, damaged or does not fit.</exception>
    public IReadOnlyList<string> Load(ScalarType? dtype, Device device, ScalarType? network = null)
    {
        return [LoadNetwork(network ?? dtype, device), LoadAutoencoder(dtype, device), LoadTextEncoder(dtype, device)];
    }

    /// <summary>Reads or draws the autoencoder's weights.</summary>
    internal string LoadAutoencoder(ScalarType? dtype, Device device)
    {
        var options = new WeightLoadOptions { Dtype = dtype, Device = device };
        return LoadPart("autoencoder", Engine.Autoencoder, _model.Autoencoder.Weights, path =>
        {
            using var source = ModelWeights.OpenAutoencoder(path);
            return WeightLoader.Load(Engine.Autoencoder, source, options with { Ignore = [.. _model.Autoencoder.Ignore.Select(name => name + "*")] });
        }, options);
    }

    /// <summary>Reads or draws the text encoder's weights.</summary>
    internal string LoadTextEncoder(ScalarType? dtype, Device device) => LoadPart("text encoder", _textEncoder, _model.Text.Weights, path =>
    {
        using var source = WeightFiles.Open(PresetCatalog.ResolvePath(path));
        return T5Weights.Load(_textEncoder, source, dtype, device);
    }, new WeightLoadOptions { Dtype = dtype, Device = device });

    /// <summary>Tokenizer and text encoder together.</summary>
    internal T5TextEncoder Text { get; }

    /// <summary>Gives the network's memory free, its adapters' included.</summary>
    internal void UnloadNetwork() => Network.Unload();

    /// <summary>Gives the autoencoder's memory free.</summary>
    internal void UnloadAutoencoder() => Engine.Autoencoder.Unload();

    /// <summary>Gives the text encoder's memory free.</summary>
    internal void UnloadTextEncoder() => _textEncoder.Unload();

    /// <summary>Casts the network's weights, adapters included.</summary>
    internal void CastNetwork(ScalarType dtype, Device device)
    {
        using var unused = new NoiseSource(_model.InitSeed, "cast");
        Network.Materialize(unused, dtype, device);
    }

    /// <summary>Casts the weights of autoencoder and text encoder.</summary>
    internal void CastEncoders(ScalarType dtype, Device device)
    {
        using var unused = new NoiseSource(_model.InitSeed, "cast");
        Engine.Autoencoder.Materialize(unused, dtype, device);
        _textEncoder.Materialize(unused, dtype, device);
    }

    /// <summary>Casts every weight, adapters included.</summary>
    public void Cast(ScalarType dtype, Device device)
    {
        using var unused = new NoiseSource(_model.InitSeed, "cast");
        Engine.Materialize(unused, dtype, device);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Text.Forget();
        Engine.Dispose();
    }

    /// <summary>Reads or draws the network's weights.</summary>
    internal string LoadNetwork(ScalarType? dtype, Device device)
    {
        var options = new WeightLoadOptions { Dtype = dtype, Device = device };
        var (note, widened) = NetworkWeights.Load(_model, Network, options);
        HasNewImageInput = widened;
        return note;
    }

    /// <summary>Rounds the network's weights if the config asks for it.</summary>
    /// <returns>A line for the user, or null.</returns>
    /// <exception cref="InputException">A weight is not finite.</exception>
    internal string? Quantize() => _model.Quantization == WeightQuantization.Int8
        ? FormattableString.Invariant($"network: {QuantizedLinears.Apply(Network)} projections are int8")
        : null;

    private string LoadPart(string what, nn.Module part, string? path, Func<string, LoadReport> load, WeightLoadOptions options)
    {
        if (path is not null)
        {
            return $"{what}: {load(path)}";
        }

        Initialize(part, what, options);
        return $"{what}: new weights from model.init_seed {_model.InitSeed}";
    }

    private void Initialize(nn.Module part, string what, WeightLoadOptions options)
    {
        using var noise = new NoiseSource(_model.InitSeed, $"init/{what}");
        part.Materialize(noise, options.Dtype, options.Device ?? CPU);
    }

    private static (T5Tokenizer Tokenizer, T5Config Config) TextParts(TextSection text)
    {
        var beside = text.Weights is { } weights ? Folder(PresetCatalog.ResolvePath(weights)) : null;
        var tokenizer = text.Tokenizer is { } named ? PresetCatalog.ResolvePath(named) : beside
            ?? throw new InputException("model.text names neither a tokenizer nor weights; set model.text.weights to a T5 folder (config.json, spiece.model, weights).");
        var config = text.Params ?? (beside is not null ? T5Config.ReadFrom(Path.Combine(beside, "config.json")) : null)
            ?? throw new InputException("model.text has neither params nor weights; set model.text.weights to a T5 folder (config.json, spiece.model, weights).");
        config.Validate("model.text.params");
        return (T5Tokenizer.Load(Directory.Exists(tokenizer) ? Path.Combine(tokenizer, "spiece.model") : tokenizer), config);
    }

    private static string Folder(string path) => Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
}
