using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace SharpSat.Core.Configuration;

/// <summary>
/// What a YAML scalar means: YAML 1.1 as PyYAML reads it, with OmegaConf's floats (an exponent needs no dot and no sign)
/// and without dates.
/// </summary>
internal static partial class YamlScalars
{
    private const string Core = "tag:yaml.org,2002:";

    private static readonly HashSet<string> True = new(["yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], StringComparer.Ordinal);
    private static readonly HashSet<string> False = new(["no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"], StringComparer.Ordinal);
    private static readonly HashSet<string> Null = new(["", "~", "null", "Null", "NULL"], StringComparer.Ordinal);

    /// <summary>The value, or null if the text is not of the type that its tag names or the tag is not one of YAML's own.</summary>
    /// <param name="text">The text, quotes and escapes resolved.</param>
    /// <param name="tag">Its tag; null for none, "!" for text.</param>
    /// <param name="plain">Whether it stood without quotes.</param>
    public static JValue? Read(string text, string? tag, bool plain) => tag switch
    {
        null or "?" => plain ? Plain(text) : new JValue(text),
        "!" or Core + "str" => new JValue(text),
        Core + "null" => Null.Contains(text) ? JValue.CreateNull() : null,
        Core + "bool" => Bool(text),
        Core + "int" => Integer(text),
        Core + "float" => Float(text) ?? (Integer(text) is { } whole ? new JValue(ToDouble(whole)) : null),
        _ => null,
    };

    private static JValue Plain(string text) =>
        Null.Contains(text) ? JValue.CreateNull() : Bool(text) ?? Integer(text) ?? Float(text) ?? new JValue(text);

    private static JValue? Bool(string text) => True.Contains(text) ? new JValue(true) : False.Contains(text) ? new JValue(false) : null;

    private static JValue? Integer(string text)
    {
        // A number longer than this fits no type; as a text it is still refused where a number is meant.
        if (text.Length is 0 or > 200 || !IntegerPattern().IsMatch(text))
        {
            return null;
        }

        var digits = text.Replace("_", string.Empty, StringComparison.Ordinal);
        var negative = digits[0] == '-';
        digits = digits.TrimStart('+', '-');
        var value = digits switch
        {
            ['0', 'b', .. var rest] => Based(rest, 2),
            ['0', 'x', .. var rest] => Based(rest, 16),
            ['0', _, ..] => Based(digits[1..], 8),
            _ => digits.Split(':').Aggregate(BigInteger.Zero, (sum, part) => (sum * 60) + BigInteger.Parse(part, CultureInfo.InvariantCulture)),
        };
        value = negative ? -value : value;
        return value >= long.MinValue && value <= long.MaxValue ? new JValue((long)value) : new JValue(value);
    }

    private static BigInteger Based(string digits, int radix) =>
        digits.Aggregate(BigInteger.Zero, (sum, digit) => (sum * radix) + Convert.ToInt32(digit.ToString(), 16));

    private static JValue? Float(string text)
    {
        if (text.Length is 0 or > 400 || !FloatPattern().IsMatch(text))
        {
            return null;
        }

        var digits = text.Replace("_", string.Empty, StringComparison.Ordinal);
        var sign = digits[0] == '-' ? -1 : 1;
        digits = digits.TrimStart('+', '-');
        return digits.ToUpperInvariant() switch
        {
            ".INF" => new JValue(sign * double.PositiveInfinity),
            ".NAN" => new JValue(double.NaN),
            _ => new JValue(sign * digits.Split(':').Aggregate(0.0, (sum, part) => (sum * 60) + double.Parse(part, NumberStyles.Float, CultureInfo.InvariantCulture))),
        };
    }

    private static double ToDouble(JValue whole) => whole.Value is BigInteger big ? (double)big : whole.Value<double>();

    [GeneratedRegex(@"\A(?:[-+]?0b[0-1_]*[0-1][0-1_]*|[-+]?0[0-7_]*[0-7][0-7_]*|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]*[0-9a-fA-F][0-9a-fA-F_]*|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex IntegerPattern();

    [GeneratedRegex(@"\A(?:[-+]?[0-9]+(?:_[0-9]+)*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+)|[-+]?\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+(?:_[0-9]+)*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z", RegexOptions.CultureInvariant)]
    private static partial Regex FloatPattern();
}
