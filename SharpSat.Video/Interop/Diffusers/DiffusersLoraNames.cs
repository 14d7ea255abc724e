using System.Globalization;
using System.Text.RegularExpressions;
using SharpSat.Mixins.LowRank;

namespace SharpSat.Video.Interop.Diffusers;

/// <summary>
/// Which projection each module of a diffusers CogVideoX transformer is. Several modules can stand for one projection: q,
/// k and v are fused, and the twelve chunks of a block's modulation are divided over its two norms.
/// </summary>
internal static class DiffusersLoraNames
{
    private const string Layer = "{i}";

    private static readonly IReadOnlyList<Entry> Entries =
    [
        new("transformer_blocks.{i}.attn1.to_q", "transformer.layers.{i}.attention.query_key_value", LoraRows.Take(3, 0)),
        new("transformer_blocks.{i}.attn1.to_k", "transformer.layers.{i}.attention.query_key_value", LoraRows.Take(3, 1)),
        new("transformer_blocks.{i}.attn1.to_v", "transformer.layers.{i}.attention.query_key_value", LoraRows.Take(3, 2)),
        new("transformer_blocks.{i}.attn1.to_out.0", "transformer.layers.{i}.attention.dense", LoraRows.Whole),
        new("transformer_blocks.{i}.ff.net.0.proj", "transformer.layers.{i}.mlp.dense_h_to_4h", LoraRows.Whole),
        new("transformer_blocks.{i}.ff.net.2", "transformer.layers.{i}.mlp.dense_4h_to_h", LoraRows.Whole),
        new("transformer_blocks.{i}.norm1.linear", "mixins.adaln_layer.adaLN_modulations.{i}.1", LoraRows.Take(12, 0, 1, 2, 6, 7, 8)),
        new("transformer_blocks.{i}.norm2.linear", "mixins.adaln_layer.adaLN_modulations.{i}.1", LoraRows.Take(12, 3, 4, 5, 9, 10, 11)),
        new("patch_embed.proj", "mixins.patch_embed.proj", LoraRows.Whole),
        new("patch_embed.text_proj", "mixins.patch_embed.text_proj", LoraRows.Whole),
        new("norm_out.linear", "mixins.final_layer.adaLN_modulation.1", LoraRows.Whole),
        new("proj_out", "mixins.final_layer.linear", LoraRows.Whole),
        new("time_embedding.linear_1", "time_embed.0", LoraRows.Whole),
        new("time_embedding.linear_2", "time_embed.2", LoraRows.Whole),
        new("ofs_embedding.linear_1", "ofs_embed.0", LoraRows.Whole),
        new("ofs_embedding.linear_2", "ofs_embed.2", LoraRows.Whole),
    ];

    /// <summary>The projection and rows of a module, or null if the transformer has no such module.</summary>
    public static (string Site, LoraRows Rows)? Find(string module) => Match(module, entry => entry.DottedModule);

    /// <summary>The same for a name whose dots are underscores, as kohya's tools write it.</summary>
    public static (string Site, LoraRows Rows)? FindJoined(string module) => Match(module, entry => entry.JoinedModule);

    /// <summary>The module that some rows of a projection are, or null.</summary>
    public static string? ModuleOf(string site, LoraRows rows)
    {
        foreach (var entry in Entries.Where(e => e.Rows.Equals(rows)))
        {
            if (entry.Site.Match(site) is { Success: true } match)
            {
                return entry.ModuleOf(match.Groups[1].Value);
            }
        }

        return null;
    }

    private static (string Site, LoraRows Rows)? Match(string name, Func<Entry, Regex> pattern)
    {
        foreach (var entry in Entries)
        {
            if (pattern(entry).Match(name) is { Success: true } match)
            {
                return (entry.SiteOf(match.Groups[1].Value), entry.Rows);
            }
        }

        return null;
    }

    private sealed class Entry(string module, string site, LoraRows rows)
    {
        public LoraRows Rows => rows;

        public Regex DottedModule { get; } = Pattern(module);

        public Regex JoinedModule { get; } = Pattern(module.Replace('.', '_'));

        public Regex Site { get; } = Pattern(site);

        public string ModuleOf(string layer) => module.Replace(Layer, layer, StringComparison.Ordinal);

        public string SiteOf(string layer) => site.Replace(Layer, layer, StringComparison.Ordinal);

        private static Regex Pattern(string template) => new(
            string.Create(CultureInfo.InvariantCulture, $@"^{Regex.Escape(template).Replace(@"\{i}", "(0|[1-9][0-9]{0,4})", StringComparison.Ordinal)}$"), RegexOptions.CultureInvariant);
    }
}
