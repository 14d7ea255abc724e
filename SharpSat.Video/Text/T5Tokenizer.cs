using System.Globalization;
using System.Text.RegularExpressions;
using SharpSat.Core.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Text;

/// <summary>
/// T5's tokenizer: a sentencepiece model, 100 extra ids above it, <c>&lt;/s&gt;</c> after the text, padding id 0. Ids
/// equal those of the sentencepiece library under the rules of Hugging Face's T5Tokenizer, except that a literal
/// <c>&lt;unk&gt;</c> or <c>&lt;pad&gt;</c> in a caption is read as plain text.
/// </summary>
public sealed partial class T5Tokenizer
{
    /// <summary>The padding token.</summary>
    public const int PadId = 0;

    private const string EndPiece = "</s>";

    private readonly SentencePieceModel _model;

    private T5Tokenizer(SentencePieceModel model, int extraIds)
    {
        _model = model;
        ExtraIds = extraIds;
    }

    /// <summary>How many sentinels <c>&lt;extra_id_k&gt;</c> follow the model's pieces.</summary>
    public int ExtraIds { get; }

    /// <summary>The token after every text.</summary>
    public int EndId => _model.EndId;

    /// <summary>What stands for characters that the model does not know.</summary>
    public int UnknownId => _model.UnknownId;

    /// <summary>Pieces of the model, control pieces included; the encoder's embedding table needs at least as many rows.</summary>
    public int PieceCount => _model.PieceCount;

    /// <summary>Pieces and extra ids together.</summary>
    public int VocabularySize => _model.PieceCount + ExtraIds;

    /// <summary>Reads a <c>spiece.model</c>.</summary>
    /// <param name="path">The file, or a folder that holds <c>spiece.model</c>.</param>
    /// <param name="extraIds">Sentinels above the model's pieces; 100 in every released T5.</param>
    /// <exception cref="InputException">The file is missing or no sentencepiece unigram model.</exception>
    public static T5Tokenizer Load(string path, int extraIds = 100)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, "spiece.model") : path;
        if (!File.Exists(file))
        {
            throw new InputException($"'{file}' does not exist; T5's tokenizer is the file spiece.model of its folder.");
        }

        return new T5Tokenizer(SentencePieceModel.Read(File.ReadAllBytes(file), file), extraIds);
    }

    /// <summary>The tokens of <paramref name="text"/> with their pieces, <c>&lt;/s&gt;</c> left out.</summary>
    public IReadOnlyList<TextToken> Tokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<TextToken>();
        var start = 0;
        foreach (Match match in Special().Matches(text))
        {
            if (SpecialId(match) is not { } id)
            {
                continue;
            }

            tokens.AddRange(_model.Encode(text[start..match.Index]));
            tokens.Add(new TextToken(id, match.Value));
            start = match.Index + match.Length;
        }

        tokens.AddRange(_model.Encode(text[start..]));
        return tokens;
    }

    /// <summary>The ids of <paramref name="text"/>, <c>&lt;/s&gt;</c> last.</summary>
    public IReadOnlyList<int> Encode(string text) => [.. Tokenize(text).Select(t => t.Id), EndId];

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
            var tokens = Tokenize(texts[row]);
            var count = Math.Min(tokens.Count, maxLength - 1);
            var target = ids.AsSpan(row * maxLength, maxLength);
            for (var i = 0; i < count; i++)
            {
                target[i] = tokens[i].Id;
            }

            target[count] = EndId;
        }

        return tensor(ids, [texts.Count, maxLength], device: device).MoveToOuterDisposeScope();
    }

    // Sentinel 0 has the highest number.
    private int? SpecialId(Match match)
    {
        if (match.Value == EndPiece)
        {
            return EndId;
        }

        var known = int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < ExtraIds;
        return known ? VocabularySize - 1 - number : null;
    }

    [GeneratedRegex("</s>|<extra_id_(0|[1-9][0-9]*)>", RegexOptions.CultureInvariant)]
    private static partial Regex Special();
}
