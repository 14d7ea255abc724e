namespace SharpSat.Video.Media;

/// <summary>
/// For one axis: which source pixels make each result pixel, and with what fixed-point weights. Lanczos with three
/// lobes, widened when shrinking, so that nothing aliases. The arithmetic is Pillow's (<c>Resample.c</c>).
/// </summary>
internal sealed class LanczosWeights
{
    /// <summary>Fractional bits of a weight: 8 bits of the pixel and 2 of headroom are left in 32.</summary>
    public const int Precision = 32 - 8 - 2;

    private const double Lobes = 3;

    private LanczosWeights(int[] starts, int[][] weights) => (Starts, Weights) = (starts, weights);

    /// <summary>First source pixel of each result pixel.</summary>
    public int[] Starts { get; }

    /// <summary>Weights from the first source pixel on; each row sums to about 2^<see cref="Precision"/>.</summary>
    public int[][] Weights { get; }

    /// <param name="source">Length of the source axis in pixels.</param>
    /// <param name="result">Length of the result axis in pixels.</param>
    public static LanczosWeights For(int source, int result)
    {
        var step = (double)source / result;
        var widen = Math.Max(1.0, step);
        var reach = Lobes * widen;
        var starts = new int[result];
        var weights = new int[result][];
        for (var i = 0; i < result; i++)
        {
            var centre = (i + 0.5) * step;
            var first = Math.Max((int)(centre - reach + 0.5), 0);
            var last = Math.Min((int)(centre + reach + 0.5), source);
            var row = new double[last - first];
            var sum = 0.0;
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = Kernel((x + first - centre + 0.5) * (1.0 / widen));
                sum += row[x];
            }

            starts[i] = first;
            weights[i] = Array.ConvertAll(row, w => Fixed(w / sum));
        }

        return new LanczosWeights(starts, weights);
    }

    private static int Fixed(double weight)
    {
        var scaled = weight * (1 << Precision);
        return (int)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }

    private static double Kernel(double x) => x is >= -Lobes and < Lobes ? Sinc(x) * Sinc(x / Lobes) : 0;

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
}
