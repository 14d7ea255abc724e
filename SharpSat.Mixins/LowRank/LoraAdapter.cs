using System.Globalization;
using System.Text.RegularExpressions;

namespace SharpSat.Mixins.LowRank;

/// <summary>An adapter as it was read from a file of any format, on no model yet. It owns its tensors.</summary>
public sealed class LoraAdapter : IDisposable
{
    /// <summary>Takes over the tensors of the pairs.</summary>
    public LoraAdapter(LoraFormat format, string description, IReadOnlyList<LoraPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        Format = format;
        Description = description;
        Pairs = [.. pairs.OrderBy(pair => pair.Site, StringComparer.Ordinal).ThenBy(pair => pair.Rows.Chunks[0])];
        foreach (var pair in Pairs)
        {
            pair.A.DetachFromDisposeScope();
            pair.B.DetachFromDisposeScope();
        }
    }

    /// <summary>Form of the file it came from.</summary>
    public LoraFormat Format { get; }

    /// <summary>Where it came from, for messages.</summary>
    public string Description { get; }

    /// <summary>The pairs, by projection and first row.</summary>
    public IReadOnlyList<LoraPair> Pairs { get; }

    /// <summary>Where the alphas came from, for users: "stored in the file".</summary>
    public string AlphaOrigin { get; init; } = "stored in the file";

    /// <summary>Names in the file that belong to no known projection of a video network.</summary>
    public IReadOnlyList<string> UnknownKeys { get; init; } = [];

    /// <summary>Tensors in the file that are no factors (SAT checkpoints hold the base as well); they are left alone.</summary>
    public int OtherTensors { get; init; }

    /// <summary>Fingerprint of the weights it was trained on, if the file says so.</summary>
    public string? Base { get; init; }

    /// <summary>Which projections it was made for, as patterns.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>The ranks that occur, ascending.</summary>
    public IReadOnlyList<int> Ranks => [.. Pairs.Select(pair => pair.Rank).Distinct().Order()];

    /// <summary>The values of alpha / rank that occur, ascending.</summary>
    public IReadOnlyList<double> Scalings => [.. Pairs.Select(pair => pair.Scaling).Distinct().Order()];

    /// <summary>The projections with their layer numbers replaced by *.</summary>
    public IReadOnlyList<string> Kinds =>
        [.. Pairs.Select(pair => Regex.Replace(pair.Site, @"(?<=\.)\d+(?=\.)", "*", RegexOptions.CultureInvariant)).Distinct()];

    /// <summary>"SAT, 8 pairs, rank 4, alpha / rank 2 (stored in the file)".</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Format}, {Pairs.Count} pairs, rank {string.Join(", ", Ranks)}, alpha / rank {string.Join(", ", Scalings)} (alpha {AlphaOrigin})");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pair in Pairs)
        {
            pair.A.Dispose();
            pair.B.Dispose();
        }
    }
}
