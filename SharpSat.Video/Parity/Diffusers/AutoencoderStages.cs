using System.Globalization;
using Newtonsoft.Json.Linq;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>The features between the stages of an encoder or decoder, under the names of the diffusers cases.</summary>
/// <param name="part">"encoder" or "decoder".</param>
/// <param name="levels">Resolutions; diffusers counts the decoder's from the other end.</param>
internal sealed class AutoencoderStages(string part, int levels) : IDisposable
{
    private readonly Dictionary<string, Tensor> _seen = new(StringComparer.Ordinal);
    private bool _several;

    /// <summary>Every name there can be, in order of computation.</summary>
    public IReadOnlyList<string> Names { get; } = part == "encoder"
        ? [$"{part}.conv_in", .. Enumerable.Range(0, levels).Select(i => $"{part}.down{i}"), $"{part}.mid_block", $"{part}.norm_out"]
        : [$"{part}.conv_in", $"{part}.mid_block", .. Enumerable.Range(0, levels).Select(i => $"{part}.up{i}"), $"{part}.norm_out"];

    /// <summary>Keeps a copy of a stage.</summary>
    public void Keep(string stage, Tensor features)
    {
        var name = stage.StartsWith("up", StringComparison.Ordinal) ? $"up{levels - 1 - int.Parse(stage[2..], CultureInfo.InvariantCulture)}" : stage;
        if (_seen.ContainsKey($"{part}.{name}"))
        {
            _several = true;
        }
        else
        {
            _seen[$"{part}.{name}"] = features.clone().DetachFromDisposeScope();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _seen.Values)
        {
            tensor.Dispose();
        }
    }

    /// <summary>Compares what was recorded.</summary>
    /// <exception cref="ParityUnsupportedException">Stages of a clip in several batches or tiles: which of them was recorded is not said.</exception>
    public void Compare(JToken? expect, ParityRecorder recorder)
    {
        foreach (var name in Names.Where(name => expect?[name] is { Type: not JTokenType.Null }))
        {
            if (_several)
            {
                throw new ParityUnsupportedException($"the stage '{name}' of a clip in several batches");
            }

            recorder.Tensor(name, expect![name], _seen[name]);
        }
    }
}
