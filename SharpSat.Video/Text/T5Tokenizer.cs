using System.Security.Cryptography;
using System.Text.RegularExpressions;
using SharpSat.Core.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Text;

/// <summary>
/// T5's tokenizer: a sentencepiece model, extra ids above it, <c>&lt;/s&gt;</c> after the text, padding id 0. Ids
/// equal those of the sentencepiece library under the rules of Hugging Face's T5Tokenizer. A literal <c>&lt;unk&gt;</c>
/// or <c>&lt;pad&gt;</c> in a caption is that token where the <c>tokenizer_config.json</c> beside the model lists it
/// (diffusers folders), and plain text where there is no list (SAT).
/// </summary>
public sealed class T5Tokenizer
{
    /// <summary>The padding token.</summary>
    public const int PadId = 0;

    /// <summary>Sentinels of every released T5.</summary>
    internal const int ReleasedExtraIds = 100;

    private readonly SentencePieceModel _model;
    private readonly T5SpecialTokens _special;

    private T5Tokenizer(SentencePieceModel model, T5SpecialTokens special, string fileHash)
    {
        _model = model;
        _special = special;
        Fingerprint = $"{fileHash} {special.Pattern}";
    }

    /// <summary>Tells tokenizers apart that give other ids.</summary>
    internal string Fingerprint { get; }

    /// <summary>How many sentinels <c>&lt;extra_id_k&gt;</c> there are.</summary>
    public int ExtraIds => _special.Sentinels;

    /// <summary>The token after every text.</summary>
    public int EndId => _model.EndId;

    /// <summary>What stands for characters that the model does not know.</summary>
    public int UnknownId => _model.UnknownId;

    /// <summary>Pieces of the model, control pieces included; the encoder's embedding table needs at least as many rows.</summary>
    public int PieceCount => _model.PieceCount;

    /// <summary>Pieces and extra ids together.</summary>
    public int VocabularySize => Math.Max(_model.PieceCount, _special.LargestId + 1);

    /// <summary>Reads a <c>spiece.model</c>.</summary>
    /// <param name="path">The file, or a folder that holds <c>spiece.model</c>.</param>
    /// <param name="extraIds">
    /// Sentinels above the model's pieces; null takes the tokens that the <c>tokenizer_config.json</c> beside the file
    /// lists, or 100 sentinels, as every released T5 has, where there is no list.
    /// </param>
    /// <exception cref="InputException">The file is missing or no sentencepiece unigram model.</exception>
    public static T5Tokenizer Load(string path, int? extraIds = null)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, "spiece.model") : path;
        if (!File.Exists(file))
        {
            throw new InputException($"'{file}' does not exist; T5's tokenizer is the file spiece.model of its folder.");
        }

        var bytes = File.ReadAllBytes(file);
        var model = SentencePieceModel.Read(bytes, file);
        var special = extraIds is { } count ? T5SpecialTokens.Released(model, count) : T5SpecialTokens.Beside(file, model);
        return new T5Tokenizer(model, special, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>The tokens of <paramref name="text"/> with their pieces, <c>&lt;/s&gt;</c> left out.</summary>
    public IReadOnlyList<TextToken> Tokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<TextToken>();
        var start = 0;
        foreach (Match match in _special.Pattern.Matches(text))
        {
            tokens.AddRange(_model.Encode(text[start..match.Index]));
            tokens.Add(new TextToken(_special[match.Value], match.Value));
            start = match.Index + match.Length;
        }

        tokens.AddRange(_model.Encode(text[start..]));
        return tokens;
    }

    /// <summary>The ids of <paramref name="text"/>, <c>&lt;/s&gt;</c> last; a text that ends with one gets no second.</summary>
    public IReadOnlyList<int> Encode(string text) => Ended(Tokenize(text).Select(t => t.Id));

    /// <summary>
    /// The ids of several texts, each cut to <paramref name="maxLength"/> - 1, ended with <c>&lt;/s&gt;</c> and padded.
    /// </summary>
    /// <param name="texts">The texts (B).</param>
    /// <param name="maxLength">Tokens per text (S), at least 1.</param>
    /// <param name="device">Where the ids go.</param>
    /// <returns>int64 [B, S].</returns>
    public Tensor Encode(IReadOnlyList<string> texts, int maxLength, Device device)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        using var scope = NewDisposeScope();
        var ids = new long[texts.Count * maxLength];
        Array.Fill(ids, PadId);
        for (var row = 0; row < texts.Count; row++)
        {
            var kept = Ended(Tokenize(texts[row]).Take(maxLength - 1).Select(t => t.Id));
            for (var i = 0; i < kept.Count; i++)
            {
                ids[(row * maxLength) + i] = kept[i];
            }
        }

        return tensor(ids, [texts.Count, maxLength], device: device).MoveToOuterDisposeScope();
    }

    private List<int> Ended(IEnumerable<int> ids)
    {
        List<int> all = [.. ids];
        if (all.Count == 0 || all[^1] != EndId)
        {
            all.Add(EndId);
        }

        return all;
    }
}
