using SharpSat.Core.Layers;
using SharpSat.Core.Tensors.Kernels.Heads;
using SharpSat.Core.Tensors.Kernels.Modulation;
using SharpSat.Mixins.Positions;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios.Networks;

/// <summary>
/// The rotary network's forward pass written out by hand over its own weights: the same kernels in the same order, without
/// hooks, mixins, contexts and sites. What the framework costs is the difference.
/// </summary>
internal sealed class InlinedNetwork : IDisposable
{
    private readonly CogVideoXConfig _config;
    private readonly Dictionary<string, Weight> _weights;
    private readonly List<InlinedBlock> _blocks;
    private readonly Linear _text, _patches, _timeIn, _timeOut, _finalValues, _output;
    private readonly (Weight Weight, Weight Bias) _lastNorm, _finalNorm;
    private readonly HeadTurn _turn;

    /// <param name="network">Whose weights are used; its samples are as large as it takes.</param>
    public InlinedNetwork(CogVideoXTransformer network)
    {
        _config = network.Config;
        _weights = network.NamedWeights().ToDictionary(w => w.Name, w => w.Weight, StringComparer.Ordinal);
        (_text, _patches) = (Of("mixins.patch_embed.text_proj"), Of("mixins.patch_embed.proj"));
        (_timeIn, _timeOut) = (Of("time_embed.0"), Of("time_embed.2"));
        (_finalValues, _output) = (Of("mixins.final_layer.adaLN_modulation.1"), Of("mixins.final_layer.linear"));
        _lastNorm = (_weights["transformer.final_layernorm.weight"], _weights["transformer.final_layernorm.bias"]);
        _finalNorm = (_weights["mixins.final_layer.norm_final.weight"], _weights["mixins.final_layer.norm_final.bias"]);
        _blocks = [.. Enumerable.Range(0, _config.NumLayers).Select(Block)];
        using var video_SD = RotaryGrid.Angles(PositionFit.Cut, _config.LargestGrid, _config.LargestGrid, _config.HeadSize);
        using var angles_SD = cat([zeros(_config.TextLength, _config.HeadSize), video_SD], 0);
        _turn = new HeadTurn(angles_SD.cos(), angles_SD.sin());
    }

    /// <summary>[B, T, C, H, W] to the prediction, of the same shape.</summary>
    public Tensor Forward(Tensor x_BTCHW, Tensor timestep_B, Tensor text_BSE)
    {
        using var scope = NewDisposeScope();
        var text = _config.TextLength;
        var features = TimestepEmbedding.Features(timestep_B, _config.HiddenSize).to(x_BTCHW.dtype);
        var time_BE = _timeOut.Run(nn.functional.silu(_timeIn.Run(features)));
        var x_BSE = cat([_text.Run(text_BSE), _patches.Run(_config.Patch.Patchify(x_BTCHW))], 1);
        foreach (var block in _blocks)
        {
            x_BSE = block.Forward(x_BSE, time_BE, text, _config.NumAttentionHeads, _turn);
        }

        x_BSE = nn.functional.layer_norm(x_BSE, [_config.HiddenSize], _lastNorm.Weight.Value, _lastNorm.Bias.Value, InlinedBlock.Epsilon);
        var image_BSE = x_BSE.slice(1, text, long.MaxValue, 1);
        var values_BP = _finalValues.Run(nn.functional.silu(time_BE));
        var y_BSE = NormModulation.Apply(
            image_BSE, _finalNorm.Weight.Value, _finalNorm.Bias.Value, _config.OutputNormEpsilon, values_BP, 0, new(0, 0), new(1, 1));
        return _config.Patch.Unpatchify(_output.Run(y_BSE), _config.LargestGrid).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _turn.Cos_SD.Dispose();
        _turn.Sin_SD.Dispose();
    }

    private Linear Of(string name) => new(_weights[$"{name}.weight"], _weights[$"{name}.bias"]);

    private InlinedBlock Block(int i)
    {
        var (layer, mixin) = ($"transformer.layers.{i}", "mixins.adaln_layer");
        return new InlinedBlock(
            Of($"{layer}.attention.query_key_value"),
            Of($"{layer}.attention.dense"),
            Of($"{layer}.mlp.dense_h_to_4h"),
            Of($"{layer}.mlp.dense_4h_to_h"),
            Of($"{mixin}.adaLN_modulations.{i}.1"),
            Norm($"{layer}.input_layernorm"),
            Norm($"{layer}.post_attention_layernorm"),
            Norm($"{mixin}.query_layernorm_list.{i}"),
            Norm($"{mixin}.key_layernorm_list.{i}"));

        (Weight Weight, Weight Bias) Norm(string name) => (_weights[$"{name}.weight"], _weights[$"{name}.bias"]);
    }

    /// <summary>A projection's weights.</summary>
    internal sealed record Linear(Weight Weight, Weight Bias)
    {
        public Tensor Run(Tensor x) => nn.functional.linear(x, Weight.Value, Bias.Value);
    }
}
