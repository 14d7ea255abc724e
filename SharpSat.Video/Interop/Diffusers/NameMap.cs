namespace SharpSat.Video.Interop.Diffusers;

/// <summary>Applies the lines of a key map to names, in either direction.</summary>
internal sealed class NameMap
{
    private readonly IReadOnlyList<Line> _lines;
    private readonly int _levels;

    /// <param name="rules">The map; the first line that matches counts.</param>
    /// <param name="levels">Resolutions of an autoencoder, for lines that count them from the other end.</param>
    public NameMap(IReadOnlyList<NameRule> rules, int levels = 0)
    {
        _lines = [.. rules.Select(rule => new Line(rule, new NamePattern(rule.Sat), [.. rule.Parts.Select(part => new NamePattern(part.Name))]))];
        _levels = levels;
    }

    /// <summary>The diffusers tensors that a SAT tensor becomes, each made of blocks of its rows; empty if no line matches.</summary>
    public IReadOnlyList<WeightRecipe> ToDiffusers(string sat)
    {
        foreach (var (rule, pattern, parts) in _lines)
        {
            if (pattern.Match(sat, _levels) is { } values)
            {
                return [.. rule.Parts.Select((part, i) => new WeightRecipe(
                    parts[i].Fill(values, _levels), [.. part.Chunks.Select(chunk => new WeightPiece(sat, chunk, rule.Chunks))]))];
            }
        }

        return [];
    }

    /// <summary>The SAT tensor that a diffusers tensor is (a part of), made of blocks of all the tensors that belong to it; null if no line matches.</summary>
    public WeightRecipe? ToSat(string diffusers)
    {
        foreach (var (rule, pattern, parts) in _lines)
        {
            if (parts.Select(part => part.Match(diffusers, _levels)).FirstOrDefault(found => found is not null) is { } values)
            {
                return new WeightRecipe(pattern.Fill(values, _levels), [.. Enumerable.Range(0, rule.Chunks).Select(chunk =>
                {
                    var i = Enumerable.Range(0, rule.Parts.Count).First(p => rule.Parts[p].Chunks.Contains(chunk));
                    var chunks = rule.Parts[i].Chunks;
                    return new WeightPiece(parts[i].Fill(values, _levels), chunks.ToList().IndexOf(chunk), chunks.Count);
                })]);
            }
        }

        return null;
    }

    private sealed record Line(NameRule Rule, NamePattern Sat, IReadOnlyList<NamePattern> Parts);
}
