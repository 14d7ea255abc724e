using Newtonsoft.Json.Linq;
using SharpSat.Video.Networks;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat;

/// <summary>The unconditional side as the reference is asked for it: zero states for the keys that are forced, else the negative prompts.</summary>
internal static class SatUnconditional
{
    /// <exception cref="ParityUnsupportedException">A forced key is not the text.</exception>
    public static Conditioning Condition(TextConditioner conditioner, IReadOnlyList<string> negative, JToken? forced)
    {
        var keys = forced is JArray list ? list.Values<string>().ToList() : [];
        if (keys.Find(key => key != "txt") is { } other)
        {
            throw new ParityUnsupportedException($"force_uc_zero_embeddings of '{other}'");
        }

        if (keys.Count > 0)
        {
            return conditioner.Unconditional(negative.Count, UnconditionalText.Zeros);
        }

        using var scope = NewDisposeScope();
        var rows = negative.Select(prompt => conditioner.Unconditional(1, UnconditionalText.NegativePrompt, prompt).Text_BSE).ToArray();
        return new Conditioning { Text_BSE = cat(rows, 0).MoveToOuterDisposeScope() };
    }
}
