using Newtonsoft.Json.Linq;

namespace SharpSat.Core.Configuration;

/// <summary>Where a config value was written.</summary>
/// <param name="Source">The file as it was given, or the text of the <c>--set</c>.</param>
/// <param name="Line">1-based line in the file; 0 where there are no lines.</param>
public sealed record ConfigOrigin(string Source, int Line)
{
    /// <summary>The folder that relative plugin paths start from: the file's, or null for a <c>--set</c>.</summary>
    public string? Directory => Line == 0 ? null : Path.GetDirectoryName(Path.GetFullPath(Source));

    /// <summary>Where a token of a loaded config comes from; null for one made in code.</summary>
    public static ConfigOrigin? Of(JToken? token)
    {
        for (var current = token; current is not null; current = current.Parent)
        {
            if (current.Annotation<ConfigOrigin>() is { } origin)
            {
                return origin;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}";

    /// <summary>Gives a token and everything in it this origin.</summary>
    internal void StampAll(JToken token)
    {
        foreach (var each in token is JContainer container ? container.DescendantsAndSelf() : [token])
        {
            each.RemoveAnnotations<ConfigOrigin>();
            each.AddAnnotation(this);
        }
    }
}
