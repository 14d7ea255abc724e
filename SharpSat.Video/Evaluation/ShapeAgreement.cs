namespace SharpSat.Video.Evaluation;

/// <summary>Which attributes of a clip are as asked for.</summary>
/// <param name="Color">The fill colour is.</param>
/// <param name="Shape">The kind is.</param>
/// <param name="Direction">The direction is.</param>
/// <param name="Background">The background is.</param>
public sealed record ShapeAgreement(bool Color, bool Shape, bool Direction, bool Background)
{
    /// <summary>All four are.</summary>
    public bool All => Color && Shape && Direction && Background;
}
