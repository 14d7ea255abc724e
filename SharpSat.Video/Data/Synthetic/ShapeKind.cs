namespace SharpSat.Video.Data.Synthetic;

/// <summary>Kinds of moving shapes, in their fixed order.</summary>
public enum ShapeKind
{
    /// <summary>A disc; the radius is its own.</summary>
    Circle,

    /// <summary>Upright; the radius is half the side.</summary>
    Square,

    /// <summary>Equilateral, point up; the radius is the circumradius.</summary>
    Triangle,

    /// <summary>Five points, one up; the radius is the circumradius. Only on request: it serves as the unseen shape.</summary>
    Star,
}
