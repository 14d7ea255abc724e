namespace SharpSat.Video.Data.Synthetic;

/// <summary>Background colours, in their fixed order.</summary>
public enum ShapeBackground
{
    /// <summary>#000000.</summary>
    Black,

    /// <summary>#FFFFFF.</summary>
    White,

    /// <summary>#808080.</summary>
    Gray,
}
