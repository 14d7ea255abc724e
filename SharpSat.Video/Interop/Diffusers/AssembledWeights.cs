using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Interop.Diffusers;

/// <summary>
/// A source whose tensors are put together from those of another: renamed, split, joined, reshaped. Nothing is read before
/// it is asked for, and a tensor that is only renamed still shares memory with its file.
/// </summary>
internal sealed class AssembledWeights : IWeightSource
{
    private readonly IWeightSource _source;
    private readonly bool _leaveOpen;
    private readonly Dictionary<string, WeightRecipe> _recipes;

    /// <exception cref="InputException">A piece is missing, or the pieces of a tensor do not fit together.</exception>
    public AssembledWeights(
        IWeightSource source, IEnumerable<WeightRecipe> recipes, string? description = null, bool leaveOpen = false,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        _source = source;
        _leaveOpen = leaveOpen;
        Description = description ?? source.Description;
        Metadata = metadata ?? source.Metadata;
        _recipes = recipes.ToDictionary(recipe => recipe.Name, StringComparer.Ordinal);
        Entries = _recipes.Values.ToDictionary(recipe => recipe.Name, Entry, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, WeightEntry> Entries { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <inheritdoc/>
    public Tensor Read(string name)
    {
        if (!_recipes.TryGetValue(name, out var recipe))
        {
            throw new InputException($"'{Description}' has no '{name}'.{NearMatches.Hint(name, _recipes.Keys.ToList())}");
        }

        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var whole = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var pieces = recipe.Pieces.Select(piece =>
        {
            if (!whole.TryGetValue(piece.Name, out var tensor))
            {
                whole[piece.Name] = tensor = _source.Read(piece.Name);
            }

            var rows = tensor.Dimensions == 0 ? 0 : tensor.shape[0] / piece.Of;
            return piece.Of == 1 ? tensor : tensor.narrow(0, piece.Chunk * rows, rows);
        }).ToList();

        // A copy of a part, so that it does not keep the whole in memory and can be written to.
        var joined = pieces.Count > 1 ? cat(pieces, 0) : recipe.Pieces[0].Of > 1 ? pieces[0].clone() : pieces[0];
        return (recipe.Shape is { } shape ? joined.reshape([.. shape]) : joined).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_leaveOpen)
        {
            _source.Dispose();
        }
    }

    private WeightEntry Entry(WeightRecipe recipe)
    {
        var stored = recipe.Pieces.Select(piece => (piece.Of, Entry: Stored(piece, recipe))).ToList();
        var first = stored[0].Entry;
        foreach (var (of, entry) in stored)
        {
            var fits = entry.Dtype == first.Dtype && entry.Shape.Skip(1).SequenceEqual(first.Shape.Skip(1)) && (of == 1 || (entry.Shape.Count > 0 && entry.Shape[0] % of == 0));
            if (!fits)
            {
                throw new InputException(
                    $"'{_source.Description}': '{entry.Name}' ({entry.Dtype} [{string.Join(", ", entry.Shape)}]) does not fit into '{recipe.Name}' beside '{first.Name}' ({first.Dtype} [{string.Join(", ", first.Shape)}]).");
            }
        }

        var whole = stored.Count == 1 && stored[0].Of == 1;
        long[] shape = whole ? [.. first.Shape] : [stored.Sum(piece => piece.Entry.Shape[0] / piece.Of), .. first.Shape.Skip(1)];
        return new WeightEntry(recipe.Name, first.Dtype, recipe.Shape ?? shape);
    }

    private WeightEntry Stored(WeightPiece piece, WeightRecipe recipe) => _source.Entries.TryGetValue(piece.Name, out var entry)
        ? entry
        : throw new InputException($"'{_source.Description}' lacks '{piece.Name}', which '{recipe.Name}' is made of.");
}
