using Newtonsoft.Json;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Text;

/// <summary>
/// Frozen T5: tokenizer and encoder together (FrozenT5Embedder of the reference). Padding is attended to like text:
/// the reference passes no attention mask, and CogVideoX was trained so.
/// </summary>
public sealed class T5TextEncoder : ITextEncoder, IDisposable
{
    private readonly T5Tokenizer _tokenizer;
    private readonly T5Encoder _encoder;
    private readonly Dictionary<string, Tensor> _remembered = new(StringComparer.Ordinal);

    /// <summary>Joins the two; the encoder is frozen and owned from now on.</summary>
    /// <param name="tokenizer">Its vocabulary must fit the encoder's table.</param>
    /// <param name="encoder">Filled with weights before the first call of <see cref="Encode"/>.</param>
    /// <param name="length">Tokens per caption: 226 (CogVideoX) or 224 (CogVideoX 1.5).</param>
    /// <exception cref="InputException">The tokenizer has more pieces than the encoder's table has rows, or the length is below 1.</exception>
    public T5TextEncoder(T5Tokenizer tokenizer, T5Encoder encoder, int length)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(encoder);
        if (length < 1)
        {
            throw new InputException($"The text length is {length}; it must be at least 1 (226 for CogVideoX).");
        }

        if (tokenizer.PieceCount > encoder.Config.VocabularySize)
        {
            throw new InputException(
                $"The tokenizer has {tokenizer.PieceCount} pieces but the T5 encoder's vocab_size is {encoder.Config.VocabularySize}; they are not of one model.");
        }

        _tokenizer = tokenizer;
        _encoder = encoder.Freeze();
        Length = length;
    }

    /// <summary>Opens a Hugging Face T5 folder: config.json, the weights and spiece.model.</summary>
    /// <param name="folder">The folder, or the text_encoder folder of a diffusers pipeline (its tokenizer folder stands beside it).</param>
    /// <param name="length">Tokens per caption.</param>
    /// <param name="dtype">Type to cast the weights to; null keeps the stored one.</param>
    /// <param name="device">Where the encoder runs; null is the CPU.</param>
    /// <exception cref="InputException">A file is missing or does not fit; the message names it.</exception>
    public static T5TextEncoder Open(string folder, int length, ScalarType? dtype = null, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var config = T5Config.ReadFrom(Path.Combine(folder, "config.json"));
        var beside = Path.Combine(folder, "..", "tokenizer");
        var hasOwn = File.Exists(Path.Combine(folder, "spiece.model"));
        var tokenizer = T5Tokenizer.Load(!hasOwn && Directory.Exists(beside) ? beside : folder);
        var encoder = new T5Encoder(config);
        try
        {
            using var weights = WeightFiles.Open(folder);
            T5Weights.Load(encoder, weights, dtype, device);
            return new T5TextEncoder(tokenizer, encoder, length);
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int Length { get; }

    /// <inheritdoc/>
    public int Width => _encoder.Config.ModelSize;

    /// <inheritdoc/>
    public ScalarType Dtype => _encoder.EmbeddingTable.dtype;

    /// <inheritdoc/>
    public Device Device => _remembered.Values.FirstOrDefault()?.device ?? _encoder.EmbeddingTable.device;

    /// <summary>The tokenizer.</summary>
    public T5Tokenizer Tokenizer => _tokenizer;

    /// <summary>The network.</summary>
    public T5Encoder Encoder => _encoder;

    /// <inheritdoc/>
    /// <exception cref="InputException">A caption names an extra id that the encoder's table has no row for.</exception>
    public Tensor Encode(IReadOnlyList<string> captions)
    {
        ArgumentNullException.ThrowIfNull(captions);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        if (captions.Count > 0 && captions.All(_remembered.ContainsKey))
        {
            return cat([.. captions.Select(caption => _remembered[caption])], 0).MoveToOuterDisposeScope();
        }

        var ids_BS = _tokenizer.Encode(captions, Length, CPU);
        CheckRows(ids_BS);
        return _encoder.Forward(ids_BS.to(Device)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Encodes captions, each by itself, and keeps their states: <see cref="Encode"/> then needs no weights for them, so that
    /// these can be unloaded.
    /// </summary>
    /// <exception cref="InputException">As for <see cref="Encode"/>.</exception>
    public void Remember(IEnumerable<string> captions)
    {
        ArgumentNullException.ThrowIfNull(captions);
        foreach (var caption in captions)
        {
            if (!_remembered.ContainsKey(caption))
            {
                _remembered[caption] = Encode([caption]).DetachFromDisposeScope();
            }
        }
    }

    /// <summary>Gives the states of <see cref="Remember"/> free.</summary>
    public void Forget()
    {
        foreach (var states in _remembered.Values)
        {
            states.Dispose();
        }

        _remembered.Clear();
    }

    /// <inheritdoc/>
    public string? Fingerprint() => WeightFingerprint.Of(_encoder, $"{Length} {_tokenizer.Fingerprint} {JsonConvert.SerializeObject(_encoder.Config)}");

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        _encoder.Dispose();
    }

    // An index beyond the table would be a libtorch error without a name (on CUDA one that ends the process).
    private void CheckRows(Tensor ids_BS)
    {
        var rows = _encoder.Config.VocabularySize;
        if (_tokenizer.VocabularySize > rows && ids_BS.max().item<long>() is var largest && largest >= rows)
        {
            throw new InputException(
                $"A caption names an <extra_id_k> with id {largest}; this T5 encoder's table has {rows} rows, the last id is {rows - 1}.");
        }
    }
}
