namespace SharpSat.Video.Data;

/// <summary>
/// For one axis: which source pixels make each result pixel, and with what weights. Bicubic (a = -0.5) with the kernel
/// widened when shrinking, so that nothing aliases.
/// </summary>
internal sealed class ResampleWeights
{
    private ResampleWeights(int[] starts, float[][] weights) => (Starts, Weights) = (starts, weights);

    /// <summary>First source pixel of each result pixel.</summary>
    public int[] Starts { get; }

    /// <summary>Weights from the first source pixel on; each row sums to one.</summary>
    public float[][] Weights { get; }

    /// <param name="source">Length of the source axis in pixels.</param>
    /// <param name="from">Where the used part begins, in source pixels.</param>
    /// <param name="length">How long the used part is, in source pixels.</param>
    /// <param name="result">Length of the result axis in pixels.</param>
    public static ResampleWeights For(int source, double from, double length, int result)
    {
        var step = length / result;
        var widen = Math.Max(1.0, step);
        var starts = new int[result];
        var weights = new float[result][];
        for (var i = 0; i < result; i++)
        {
            var centre = from + ((i + 0.5) * step);
            var first = Math.Clamp((int)Math.Floor(centre - (2 * widen) + 0.5), 0, source - 1);
            var last = Math.Clamp((int)Math.Floor(centre + (2 * widen) + 0.5), first + 1, source);
            var row = Enumerable.Range(first, last - first).Select(x => Cubic((x + 0.5 - centre) / widen)).ToArray();
            var sum = row.Sum();
            starts[i] = first;
            weights[i] = [.. row.Select(w => (float)(w / sum))];
        }

        return new ResampleWeights(starts, weights);
    }

    private static double Cubic(double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        return x < 1 ? (((((A + 2) * x) - (A + 3)) * x * x) + 1)
            : x < 2 ? ((((((x - 5) * x) + 8) * x) - 4) * A)
            : 0;
    }
}
