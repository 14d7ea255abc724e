using System.Globalization;
using System.Text.RegularExpressions;

namespace SharpSat.Mixins.LowRank;

/// <summary>
/// The names that SAT's finetune/lora2 gives a projection with an adapter: <c>{site}.original.weight</c> and <c>.bias</c> for
/// the base, <c>{site}.matrix_A.{part}</c> [r, in] and <c>{site}.matrix_B.{part}</c> [part, r] for the factors. Sites and all
/// other names are SharpSat's own.
/// </summary>
public static partial class SatLoraNames
{
    /// <summary>One factor of a projection.</summary>
    /// <param name="Site">Path of the projection: "transformer.layers.0.attention.query_key_value".</param>
    /// <param name="IsA">Whether it is the down factor A.</param>
    /// <param name="Part">Number of the fused part (0 q, 1 k, 2 v).</param>
    public readonly record struct Factor(string Site, bool IsA, int Part)
    {
        /// <summary>SAT's name.</summary>
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Site}.matrix_{(IsA ? 'A' : 'B')}.{Part}");
    }

    /// <summary>The factor that a name stands for, or null if it is no factor.</summary>
    public static Factor? FactorOf(string name)
    {
        var match = FactorName().Match(name);
        return match.Success && int.TryParse(match.Groups["part"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var part)
            ? new Factor(match.Groups["site"].Value, match.Groups["kind"].Value == "A", part)
            : null;
    }

    /// <summary>The weight's name without an adapter (<c>.original</c> taken out); null for a factor.</summary>
    public static string? ToBase(string name)
    {
        if (FactorOf(name) is not null)
        {
            return null;
        }

        var match = OriginalName().Match(name);
        return match.Success ? $"{match.Groups["site"].Value}.{match.Groups["leaf"].Value}" : name;
    }

    /// <summary>The name in a model whose projections in <paramref name="sites"/> have adapters.</summary>
    public static string FromBase(string name, IReadOnlySet<string> sites)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(sites);
        var dot = name.LastIndexOf('.');
        return dot > 0 && sites.Contains(name[..dot]) ? $"{name[..dot]}.original{name[dot..]}" : name;
    }

    [GeneratedRegex(@"^(?<site>.+)\.matrix_(?<kind>[AB])\.(?<part>\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex FactorName();

    [GeneratedRegex(@"^(?<site>.+)\.original\.(?<leaf>weight|bias)$", RegexOptions.CultureInvariant)]
    private static partial Regex OriginalName();
}
