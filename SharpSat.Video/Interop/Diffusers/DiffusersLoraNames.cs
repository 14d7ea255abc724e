using SharpSat.Mixins.LowRank;

namespace SharpSat.Video.Interop.Diffusers;

/// <summary>
/// Which projection each module of a diffusers CogVideoX transformer is, by <see cref="TransformerNames"/>. Several modules
/// can stand for one projection: q, k and v are fused, and the twelve chunks of a block's modulation are divided over its
/// two norms.
/// </summary>
internal static class DiffusersLoraNames
{
    private const string Leaf = ".{w}";

    private static readonly IReadOnlyList<Module> Modules =
    [
        .. TransformerNames.Rules.Where(rule => rule.Sat.EndsWith(Leaf, StringComparison.Ordinal))
            .SelectMany(rule => rule.Parts.Select(part => new Module(part.Name[..^Leaf.Length], rule.Sat[..^Leaf.Length], LoraRows.Take(rule.Chunks, part.Chunks)))),
    ];

    /// <summary>The projection and rows of a module, or null if the transformer has no such module.</summary>
    public static (string Site, LoraRows Rows)? Find(string module) => Match(module, m => m.Dotted);

    /// <summary>The same for a name whose dots are underscores, as kohya's tools write it.</summary>
    public static (string Site, LoraRows Rows)? FindJoined(string module) => Match(module, m => m.Joined);

    /// <summary>The module that some rows of a projection are, or null.</summary>
    public static string? ModuleOf(string site, LoraRows rows)
    {
        foreach (var module in Modules.Where(m => m.Rows.Equals(rows)))
        {
            if (module.Site.Match(site, 0) is { } values)
            {
                return module.Dotted.Fill(values, 0);
            }
        }

        return null;
    }

    private static (string Site, LoraRows Rows)? Match(string name, Func<Module, NamePattern> pattern)
    {
        foreach (var module in Modules)
        {
            if (pattern(module).Match(name, 0) is { } values)
            {
                return (module.Site.Fill(values, 0), module.Rows);
            }
        }

        return null;
    }

    private sealed class Module(string name, string site, LoraRows rows)
    {
        public LoraRows Rows => rows;

        public NamePattern Dotted { get; } = new(name);

        public NamePattern Joined { get; } = new(name.Replace('.', '_'));

        public NamePattern Site { get; } = new(site);
    }
}
