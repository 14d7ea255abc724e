namespace SharpSat.Video.Text;

/// <summary>
/// Bidirectional relative position buckets of T5 (Raffel et al. 2020, section 2.1): half of the buckets for keys
/// before the query, half for keys after it; of each half the first half is exact and the rest logarithmic.
/// </summary>
internal static class T5RelativePositions
{
    /// <summary>Bucket of a key at <paramref name="offset"/> = key position - query position.</summary>
    public static long Bucket(int offset, int buckets, int maxDistance)
    {
        var half = buckets / 2;
        var exact = half / 2;
        var distance = Math.Abs(offset);
        var start = offset > 0 ? half : 0;
        if (distance < exact)
        {
            return start + distance;
        }

        // Single precision throughout, as the reference: bucket borders lie on exact powers of two.
        var steps = MathF.Log((float)distance / exact) / (float)Math.Log((double)maxDistance / exact) * (half - exact);
        return start + Math.Min(exact + (long)steps, half - 1);
    }

    /// <summary>Buckets of all query-key pairs, row-major [length, length].</summary>
    public static long[] Table(int length, int buckets, int maxDistance)
    {
        var byOffset = new long[(2 * length) - 1];
        for (var i = 0; i < byOffset.Length; i++)
        {
            byOffset[i] = Bucket(i - (length - 1), buckets, maxDistance);
        }

        var table = new long[length * length];
        for (var query = 0; query < length; query++)
        {
            Array.Copy(byOffset, length - 1 - query, table, query * length, length);
        }

        return table;
    }
}
