namespace SharpSat.Video.Interop.Diffusers;

/// <summary>One of the equal blocks of rows of a stored tensor.</summary>
/// <param name="Name">The stored tensor.</param>
/// <param name="Chunk">Which block.</param>
/// <param name="Of">How many blocks there are; 1 is the whole tensor.</param>
internal readonly record struct WeightPiece(string Name, int Chunk, int Of);

/// <summary>How a tensor is put together from stored ones.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pieces">Blocks of rows, top to bottom.</param>
/// <param name="Shape">Shape to give it, if it is not what the pieces make.</param>
internal sealed record WeightRecipe(string Name, IReadOnlyList<WeightPiece> Pieces, IReadOnlyList<long>? Shape = null);
