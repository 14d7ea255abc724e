using SharpSat.Mixins.LowRank;

namespace SharpSat.Video.Interop.Lora;

/// <summary>SharpSat's own form; see <see cref="LoraFile"/>.</summary>
internal sealed class SharpSatLoraFormat : ILoraFormat
{
    /// <inheritdoc/>
    public LoraFormat Format => LoraFormat.SharpSat;

    /// <inheritdoc/>
    public string Example => $"SharpSat (metadata format {LoraFile.Format})";

    /// <inheritdoc/>
    public bool Recognises(LoraSource source) => LoraFile.Recognises(source.Weights);

    /// <inheritdoc/>
    public LoraAdapter Read(LoraSource source, LoraAlpha alpha) => LoraFile.Read(source.Weights, alpha);

    /// <inheritdoc/>
    public LoraFileContent Write(LoraAdapter adapter) =>
        new([.. LoraFile.Tensors(adapter).Select(t => (t.Key, t.Value))], LoraFile.Metadata(adapter), []);
}
