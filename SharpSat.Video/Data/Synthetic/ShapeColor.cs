namespace SharpSat.Video.Data.Synthetic;

/// <summary>Fill colours of the moving shapes, in their fixed order.</summary>
public enum ShapeColor
{
    /// <summary>#E03030.</summary>
    Red,

    /// <summary>#30C040.</summary>
    Green,

    /// <summary>#3060E0.</summary>
    Blue,

    /// <summary>#E8D030.</summary>
    Yellow,

    /// <summary>#D040D0.</summary>
    Magenta,

    /// <summary>#30D0D0.</summary>
    Cyan,
}
