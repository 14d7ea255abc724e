using System.Text;
using Microsoft.ML.Tokenizers;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Text;

/// <summary>
/// A unigram <c>spiece.model</c> of the T5 family read by Microsoft.ML.Tokenizers, with repairs where that library
/// differs from the sentencepiece library itself:
/// <list type="number">
/// <item>It refuses models without a begin-of-sentence piece (bos_id = -1). Protobuf lets a later field win, so five
/// bytes after the file say bos_id = 2 (the unknown piece); no begin piece is ever asked for.</item>
/// <item>It emits one unknown token per unknown character; sentencepiece emits one per run.</item>
/// <item>Its normaliser keeps characters that the model's rules delete (nmt_nfkc deletes control characters).</item>
/// </list>
/// Normalisation comes from tables in the model file, so invariant globalisation does not touch it.
/// </summary>
internal sealed class SentencePieceModel
{
    private static readonly byte[] BeginPieceIsUnknown = [0x12, 0x03, 0xC8, 0x02, 0x02];

    private readonly SentencePieceTokenizer _tokenizer;

    private SentencePieceModel(SentencePieceTokenizer tokenizer)
    {
        _tokenizer = tokenizer;
        PieceCount = tokenizer.Vocabulary.Values.Max() + 1;
    }

    /// <summary>Pieces in the file, control pieces included.</summary>
    public int PieceCount { get; }

    /// <summary>The end-of-sentence piece.</summary>
    public int EndId => _tokenizer.EndOfSentenceId;

    /// <summary>What stands for characters that no piece covers.</summary>
    public int UnknownId => _tokenizer.UnknownId;

    /// <summary>Reads a model.</summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="where">Named in messages.</param>
    /// <exception cref="InputException">The bytes are no unigram model.</exception>
    public static SentencePieceModel Read(ReadOnlySpan<byte> bytes, string where)
    {
        if (bytes.StartsWith("version https://git-lfs"u8))
        {
            throw new InputException($"'{where}' is a Git LFS pointer, not the tokenizer itself; run 'git lfs pull' where it came from.");
        }

        try
        {
            using var stream = new MemoryStream([.. bytes, .. BeginPieceIsUnknown]);
            return new SentencePieceModel(SentencePieceTokenizer.Create(stream, addBeginningOfSentence: false, addEndOfSentence: false));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The library lets whatever its parser throws through; all of it means a bad file.
            throw new InputException($"'{where}' is not a sentencepiece unigram model ({error.Message})", error);
        }
    }

    /// <summary>The tokens of <paramref name="text"/>, without end piece; none for text of spaces only.</summary>
    public List<TextToken> Encode(string text)
    {
        var tokens = new List<TextToken>();
        var kept = WithoutDeletedCharacters(text);
        if (kept.Length == 0)
        {
            return tokens;
        }

        var lastEnd = -1;
        foreach (var token in _tokenizer.EncodeToTokens(kept, out var normalized, addBeginningOfSentence: false, addEndOfSentence: false))
        {
            if (token.Id != UnknownId)
            {
                tokens.Add(new TextToken(token.Id, token.Value));
                continue;
            }

            var surface = normalized is null ? token.Value : normalized[token.Offset];
            var continues = tokens.Count > 0 && tokens[^1].Id == UnknownId && token.Offset.Start.Value == lastEnd;
            lastEnd = token.Offset.End.Value;
            if (continues)
            {
                tokens[^1] = new TextToken(UnknownId, tokens[^1].Piece + surface);
            }
            else
            {
                tokens.Add(new TextToken(UnknownId, surface));
            }
        }

        return tokens;
    }

    private static string WithoutDeletedCharacters(string text)
    {
        if (!text.Any(IsDeleted))
        {
            return text;
        }

        var kept = new StringBuilder(text.Length);
        foreach (var c in text.Where(c => !IsDeleted(c)))
        {
            kept.Append(c);
        }

        return kept.ToString();
    }

    // The deletions of sentencepiece's nmt rules: control characters other than tab, line feed, form feed and return.
    private static bool IsDeleted(char c) =>
        c is (>= '\u0001' and <= '\u0008') or '\u000B' or (>= '\u000E' and <= '\u001F') or '\u007F' or '\u008F' or '\u009F';
}
