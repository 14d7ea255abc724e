using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SharpSat.Core.Tensors.Kernels.Norms;

/// <summary>Mean and spread of each of several long runs of numbers, in pieces that do not depend on the number of threads.</summary>
internal static unsafe class GroupMoments
{
    // Numbers of a piece: it stays in a core's cache between mean and spread.
    private const int Length = 1 << 14;

    /// <summary>Mean and 1 / sqrt(variance + epsilon) of each run.</summary>
    /// <param name="x">Runs, one after the other.</param>
    /// <param name="runs">How many.</param>
    /// <param name="count">Numbers of each; divides by sixteen.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static (float Mean, float Scale)[] Of<T>(T* x, int runs, long count, float epsilon)
        where T : unmanaged, ILane<T>
    {
        var pieces = (int)((count + Length - 1) / Length);
        var partial = new (double Mean, double Squares)[runs * pieces];
        RowPieces.Run(runs * pieces, runs * count, i => partial[i] = Piece(x + ((i / pieces) * count) + ((long)(i % pieces) * Length), Size(i % pieces, count)));
        var moments = new (float, float)[runs];
        for (var run = 0; run < runs; run++)
        {
            // Chan, Golub and LeVeque: spreads around different means add up with the distance of the means.
            var (mean, squares, seen) = (0.0, 0.0, 0L);
            for (var piece = 0; piece < pieces; piece++)
            {
                var ((ownMean, ownSquares), own) = (partial[(run * pieces) + piece], Size(piece, count));
                var apart = ownMean - mean;
                squares += ownSquares + (apart * apart * seen * own / (seen + own));
                mean += apart * own / (seen + own);
                seen += own;
            }

            moments[run] = ((float)mean, (float)(1 / Math.Sqrt((squares / count) + epsilon)));
        }

        return moments;
    }

    private static int Size(int piece, long count) => (int)Math.Min(Length, count - ((long)piece * Length));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Mean, double Squares) Piece<T>(T* x, int count)
        where T : unmanaged, ILane<T>
    {
        var mean = RowMath.Sum(x, count) / count;
        return (mean, RowMath.SquaredDistance(x, count, mean));
    }
}
