namespace SharpSat.Video.Data.Synthetic;

/// <summary>Where a shape moves, in their fixed order.</summary>
public enum ShapeDirection
{
    /// <summary>Towards smaller x.</summary>
    Left,

    /// <summary>Towards larger x.</summary>
    Right,

    /// <summary>Towards smaller y.</summary>
    Up,

    /// <summary>Towards larger y.</summary>
    Down,
}
