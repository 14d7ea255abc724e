namespace SharpSat.Mixins.Positions;

/// <summary>One-dimensional sine and cosine tables, in double precision.</summary>
internal static class SinCos1D
{
    /// <summary>Row for one position: [sin | cos] of position / 10000^(2i/size), where size is the length of the row.</summary>
    public static void Fill(Span<float> row, double position)
    {
        var half = row.Length / 2;
        for (var i = 0; i < half; i++)
        {
            var angle = position * (1.0 / Math.Pow(10000, i / (double)half));
            row[i] = (float)Math.Sin(angle);
            row[half + i] = (float)Math.Cos(angle);
        }
    }
}
