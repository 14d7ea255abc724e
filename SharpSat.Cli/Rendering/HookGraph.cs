using System.Text;

namespace SharpSat.Cli.Rendering;

/// <summary>Hook chains as a Graphviz graph.</summary>
internal static class HookGraph
{
    /// <summary>One path of nodes for each row, from the hook to the end of its chain.</summary>
    public static string Dot(IReadOnlyList<HookRow> rows)
    {
        var text = new StringBuilder("digraph hooks {\n  rankdir=LR;\n  node [shape=box];\n");
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var place = row.Site == "all" ? row.Hook : row.Layers.Count == 0 ? $"{row.Hook}\\n{row.Site}" : $"{row.Hook}\\n{row.Site} ({row.LayerText})";
            var labels = row.Links.Select(l => l.ToString()).Concat(row.EndsInDefault ? ["default"] : []).Prepend(place).ToList();
            for (var n = 0; n < labels.Count; n++)
            {
                text.Append("  h").Append(i).Append('_').Append(n).Append(" [label=\"").Append(labels[n].Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
                text.Append(n == 0 ? ", shape=plaintext];\n" : "];\n");
            }

            text.Append("  ").AppendJoin(" -> ", Enumerable.Range(0, labels.Count).Select(n => $"h{i}_{n}")).Append(";\n");
        }

        return text.Append("}\n").ToString();
    }
}
