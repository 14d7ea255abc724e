namespace SharpSat.Video.Data.Synthetic;

/// <summary>Everything that decides the pixels of one moving-shapes clip.</summary>
public sealed record MovingShapeSpec
{
    /// <summary>What it shows.</summary>
    public required ShapeCombination Combination { get; init; }

    /// <summary>Circumradius in pixels (square: half the side).</summary>
    public required double Radius { get; init; }

    /// <summary>Pixels per frame.</summary>
    public required double Speed { get; init; }

    /// <summary>Centre in the first frame, pixels from the left edge.</summary>
    public required double StartX { get; init; }

    /// <summary>Centre in the first frame, pixels from the top edge.</summary>
    public required double StartY { get; init; }

    /// <summary>Number of frames.</summary>
    public int Frames { get; init; } = 17;

    /// <summary>Height and width in pixels.</summary>
    public int Size { get; init; } = 64;

    /// <summary>Centre of the shape in a frame, in pixels.</summary>
    public (double X, double Y) Centre(int frame)
    {
        var way = frame * Speed;
        return Combination.Direction switch
        {
            ShapeDirection.Left => (StartX - way, StartY),
            ShapeDirection.Right => (StartX + way, StartY),
            ShapeDirection.Up => (StartX, StartY - way),
            _ => (StartX, StartY + way),
        };
    }
}
