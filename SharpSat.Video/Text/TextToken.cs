namespace SharpSat.Video.Text;

/// <summary>One token of a text.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Piece">
/// Its text after normalisation, U+2581 standing for a space; for a run of unknown characters, those characters.
/// </param>
public readonly record struct TextToken(int Id, string Piece);
