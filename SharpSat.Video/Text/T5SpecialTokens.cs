using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Text;

/// <summary>The texts that are one token wherever they stand in a caption, with their ids.</summary>
internal sealed class T5SpecialTokens
{
    private const string ConfigFile = "tokenizer_config.json";
    private const string SentinelStart = "<extra_id_";

    private readonly Dictionary<string, int> _ids;

    private T5SpecialTokens(Dictionary<string, int> ids)
    {
        _ids = ids;
        Pattern = new Regex(string.Join('|', ids.Keys.OrderByDescending(text => text.Length).Select(Regex.Escape)), RegexOptions.CultureInvariant);
    }

    /// <summary>Finds them; the longest of several.</summary>
    public Regex Pattern { get; }

    /// <summary>Number of sentinels.</summary>
    public int Sentinels => _ids.Keys.Count(text => text.StartsWith(SentinelStart, StringComparison.Ordinal));

    /// <summary>Largest id.</summary>
    public int LargestId => _ids.Values.Max();

    public int this[string text] => _ids[text];

    /// <summary>
    /// The <c>added_tokens_decoder</c> of the <c>tokenizer_config.json</c> beside a model, as Hugging Face writes it; where
    /// there is none, the end piece and 100 sentinels.
    /// </summary>
    /// <exception cref="InputException">The file is damaged.</exception>
    public static T5SpecialTokens Beside(string modelFile, SentencePieceModel model)
    {
        var config = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(modelFile))!, ConfigFile);
        return File.Exists(config) && ConfigDocument.Load(config).Root["added_tokens_decoder"] is { } listed
            ? new T5SpecialTokens(Read(listed, config))
            : Released(model, T5Tokenizer.ReleasedExtraIds);
    }

    /// <summary>The end piece, and sentinels above the model's pieces; sentinel 0 has the highest number.</summary>
    public static T5SpecialTokens Released(SentencePieceModel model, int sentinels)
    {
        var ids = Enumerable.Range(0, sentinels).ToDictionary(k => $"{SentinelStart}{k}>", k => model.PieceCount + sentinels - 1 - k, StringComparer.Ordinal);
        ids.Add("</s>", model.EndId);
        return new T5SpecialTokens(ids);
    }

    private static Dictionary<string, int> Read(JToken listed, string config)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in (listed as JObject)?.Properties() ?? [])
        {
            if (!int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                || entry.Value["content"] is not JValue { Value: string { Length: > 0 } text })
            {
                throw new InputException($"'{config}': added_tokens_decoder must map ids to tokens with a content, not '{entry.Name}'.");
            }

            ids[text] = id;
        }

        return ids.Count > 0 ? ids : throw new InputException($"'{config}': added_tokens_decoder lists no tokens.");
    }
}
