using System.Net;
using System.Text;

namespace SharpSat.Core.Training.Runs.Report;

/// <summary>Pieces of a page.</summary>
internal static class Html
{
    /// <summary>Text, safe between tags and in attributes.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A table of names and values.</summary>
    public static string Table(IEnumerable<(string Name, string Value)> rows)
    {
        var table = new StringBuilder("<table>\n");
        foreach (var (name, value) in rows)
        {
            table.Append($"<tr><th>{Text(name)}</th><td>{Text(value)}</td></tr>\n");
        }

        return table.Append("</table>\n").ToString();
    }
}
