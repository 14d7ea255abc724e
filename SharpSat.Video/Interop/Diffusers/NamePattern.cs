using System.Globalization;
using System.Text.RegularExpressions;

namespace SharpSat.Video.Interop.Diffusers;

/// <summary>A name with placeholders, see <see cref="NameRule"/>.</summary>
internal sealed partial class NamePattern
{
    private readonly string _text;
    private readonly Regex _regex;

    public NamePattern(string text)
    {
        _text = text;
        _regex = new Regex($"^{Placeholder().Replace(Regex.Escape(text).Replace(@"\{", "{", StringComparison.Ordinal), Group)}$", RegexOptions.CultureInvariant);
    }

    /// <summary>What the placeholders stand for in a name, or null if it does not match.</summary>
    /// <param name="name">The name.</param>
    /// <param name="levels">How many numbers {r} counts back from.</param>
    public IReadOnlyDictionary<string, string>? Match(string name, int levels)
    {
        var match = _regex.Match(name);
        if (!match.Success)
        {
            return null;
        }

        var values = match.Groups.Values.Where(g => g.Name is not "0").ToDictionary(g => g.Name, g => g.Value, StringComparer.Ordinal);
        if (values.Remove("r", out var reversed))
        {
            values["i"] = Reverse(reversed, levels);
        }

        return values;
    }

    /// <summary>The name for given values.</summary>
    public string Fill(IReadOnlyDictionary<string, string> values, int levels) => Placeholder().Replace(
        _text, match => match.Groups[1].Value == "r" ? Reverse(values["i"], levels) : values[match.Groups[1].Value]);

    private static string Reverse(string index, int levels) =>
        (levels - 1 - int.Parse(index, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);

    private static string Group(Match match) => match.Groups[1].Value switch
    {
        "w" => "(?<w>weight|bias)",
        "unit" => @"(?<unit>(?:norm1|norm2|conv1|conv2)\..+)",
        var number => $"(?<{number}>0|[1-9][0-9]{{0,5}})",
    };

    [GeneratedRegex(@"\{([a-z]+)\}")]
    private static partial Regex Placeholder();
}
